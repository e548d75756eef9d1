import { readFileSync } from 'node:fs';
import type { Instance } from '../approval/instance.ts';
import { asError, OperatorError } from '../base/errors.ts';
import { parseSnapshot } from '../feishu/api/instances.ts';

type Json = { readonly [name: string]: unknown };

const SAVE = 'save the answer of GET /open-apis/approval/v4/instances/:instance_id there';

/**
 * Reads an instance from a file: the answer of get-instance as it came, or its `data`.
 *
 * @throws OperatorError with the file, what is wrong with it, and what to save there instead
 */
export function readInstanceFile(file: string): Instance {
  const answer = readJson(file);
  const data = asObject(answer.data) ?? answer;
  const wrong = faultIn(answer, data);
  if (wrong !== undefined) throw new OperatorError(`--instance ${file} ${wrong}: ${SAVE}.`);
  const instance = parseSnapshot(JSON.stringify(data), '');
  if (!instance) throw new OperatorError(`--instance ${file} holds no instance: ${SAVE}.`);
  return instance;
}

function readJson(file: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (thrown) {
    const { message } = asError(thrown);
    throw new OperatorError(`--instance ${file} cannot be read as JSON (${message}): ${SAVE}.`, {
      cause: thrown,
    });
  }
  const answer = asObject(value);
  if (!answer)
    throw new OperatorError(`--instance ${file} holds ${nameOf(value)}, not an instance: ${SAVE}.`);
  return answer;
}

/** What the file holds instead of an instance, as the second half of a sentence; undefined where it holds one. */
function faultIn(answer: Json, data: Json): string | undefined {
  if (answer.code !== undefined && answer.code !== 0) {
    return `holds a refusal of Feishu (code ${String(answer.code)}), not an instance`;
  }
  if (answer.encrypt !== undefined || answer.event !== undefined) return 'holds an event, not an instance';
  if (data.node_list !== undefined) return 'holds the definition of an approval, not an instance';
  const { instance_code: code } = data;
  if (typeof code !== 'string' || !/^[A-Za-z0-9_-]{1,64}$/.test(code)) {
    return 'has no "instance_code", so it is no instance';
  }
  return isForm(data.form) ? undefined : 'has a "form" that is no list of widgets';
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

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return value === null ? 'null' : `a ${typeof value}`;
}
