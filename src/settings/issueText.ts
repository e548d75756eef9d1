import { isText, type Text } from '../base/language.ts';
import { NOT_TAKEN } from '../words/valueText.ts';

// An issue of the schema has one string, so it contains both languages.

/** A text as the message of an issue. */
export const issueText = (text: Text): string => JSON.stringify(text);

/** The message of an issue in both languages. The library's own messages are not meant for people. */
export function textOfIssue(message: string): Text {
  try {
    const text: unknown = JSON.parse(message);
    return isText(text) ? text : NOT_TAKEN;
  } catch {
    return NOT_TAKEN;
  }
}
