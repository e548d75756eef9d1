import { isText, type Text } from '../base/language.ts';
import { NOT_TAKEN } from '../words/valueText.ts';

// An issue of the schema carries one string: both languages travel in it.

/** What the schema says, as the message of an issue. */
export const issueText = (text: Text): string => JSON.stringify(text);

/** The message of an issue in both languages. The schema's library has messages of its own: they say nothing to a person. */
export function textOfIssue(message: string): Text {
  try {
    const text: unknown = JSON.parse(message);
    return isText(text) ? text : NOT_TAKEN;
  } catch {
    return NOT_TAKEN;
  }
}
