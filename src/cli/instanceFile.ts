import { ID } from '../approval/idPattern.ts';
import type { Instance } from '../approval/instance.ts';
import { asError, OperatorError } from '../base/errors.ts';
import type { Text } from '../base/language.ts';
import { parseSnapshot } from '../feishu/api/instances.ts';
import { holdsOther, holdsRefusal, IN_FILE, noJsonFile, notInstance } from '../words/previewText.ts';
import { SOURCE } from '../words/yamlText.ts';
import { readNamedFile } from './namedFile.ts';

type Json = { readonly [name: string]: unknown };

/**
 * Reads an instance from a file: the answer of get-instance as it came, or its `data`.
 *
 * @throws OperatorError with the file, what is wrong with it, and what to save there instead
 */
export function readInstanceFile(file: string): Instance {
  const answer = readJson(file);
  const data = asObject(answer.data) ?? answer;
  const wrong = faultIn(answer, data);
  if (wrong !== undefined) throw new OperatorError(notInstance(file, wrong));
  const instance = parseSnapshot(JSON.stringify(data), '');
  if (!instance) throw new OperatorError(notInstance(file, IN_FILE.nothing));
  return instance;
}

function readJson(file: string): Json {
  const text = readNamedFile(file, `--instance ${file}`);
  if (text === undefined) throw new OperatorError(notInstance(file, SOURCE.absent));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    const { message } = asError(thrown);
    throw new OperatorError(notInstance(file, noJsonFile(message)), { cause: thrown });
  }
  const answer = asObject(value);
  if (!answer) throw new OperatorError(notInstance(file, holdsOther(value)));
  return answer;
}

/** What the file contains instead of an instance, as the second half of a sentence; undefined if it contains one. */
function faultIn(answer: Json, data: Json): Text | undefined {
  if (answer.code !== undefined && answer.code !== 0) {
    return holdsRefusal(String(answer.code));
  }
  if (answer.encrypt !== undefined || answer.event !== undefined) return IN_FILE.event;
  if (data.node_list !== undefined) return IN_FILE.definition;
  const { instance_code: code } = data;
  if (typeof code !== 'string' || !ID.test(code)) {
    return IN_FILE.noCode;
  }
  return isForm(data.form) ? undefined : IN_FILE.oddForm;
}

/** A form is JSON text of a list of widgets; an instance without one is fine. */
function isForm(form: unknown): boolean {
  if (form === undefined || form === null || form === '' || Array.isArray(form)) return true;
  try {
    return Array.isArray(JSON.parse(String(form)));
  } catch {
    return false;
  }
}

function asObject(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}
