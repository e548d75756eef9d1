import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isSeq, parseDocument } from 'yaml';
import { makeFolder } from '../../base/folder.ts';
import type { Settings } from '../../settings/settings.ts';

/** An approval and the group that it is relayed to. */
export interface Mapping {
  readonly approvalCode: string;
  readonly name: string;
  readonly chat: string;
}

/** A configuration that relays one approval to one group, with reminders, over the long connection. */
export function newConfig(domain: string, mapping: Mapping): string {
  return `feishu:
  appId: \${FEISHU_APP_ID}
  appSecret: \${FEISHU_APP_SECRET}
${domain === 'feishu' ? '' : `  domain: ${JSON.stringify(domain)}\n`}  events: websocket
reminders: {}
approvals:
  ${mapping.approvalCode}:
    name: ${quoted(mapping.name)}
    chats:
      - ${mapping.chat}
`;
}

/** Text that YAML keeps as it is. */
function quoted(text: string): string {
  return JSON.stringify(literal(text));
}

/** A name may contain anything, also text that looks like a variable. */
function literal(text: string): string {
  return text.split('${').join('$${');
}

/** Whether a configuration maps it already. */
export function hasMapping({ approvals }: Settings, { approvalCode, chat }: Mapping): boolean {
  return approvals.get(approvalCode)?.chats.some((entry) => entry.chat.id === chat) === true;
}

/**
 * The configuration with the mapping in it; comments and everything else stay. A list that the file shares by an anchor
 * changes for others, too: see {@link addsOnly}.
 */
export function withMapping(config: string, { approvalCode, name, chat }: Mapping): string {
  // Text stays text: with the usual schema 0123 would be written as 123.
  const document = parseDocument(config, { schema: 'failsafe', merge: true });
  const path = ['approvals', approvalCode];
  if (!isMap(document.getIn(['approvals'], true))) document.setIn(['approvals'], document.createNode({}));
  const entry = document.getIn(path, true);
  const chats = isMap(entry) ? entry.get('chats', true) : undefined;
  if (isSeq(chats)) {
    chats.add(document.createNode(chat));
  } else {
    // A single chat, none yet, or what an alias or a merge key stands for.
    const written = writtenAt(document, approvalCode);
    const known = [written.chats ?? []].flat().filter((one) => one !== '');
    const all = document.createNode([...known, chat]);
    if (isMap(entry)) entry.set('chats', all);
    else
      document.setIn(
        path,
        document.createNode({ ...(entry ? written : { name: literal(name) }), chats: all }),
      );
  }
  return document.toString({ lineWidth: 0 });
}

/** An approval's entry without aliases and merge keys. */
function writtenAt(document: Document, approvalCode: string): Readonly<Record<string, unknown>> {
  // The file was read before, with limits of its own.
  const entry: unknown = document.toJS({ maxAliasCount: -1 })?.approvals?.[approvalCode];
  return typeof entry === 'object' && entry !== null ? { ...entry } : {};
}

/** Whether a changed configuration has this mapping and is the same in everything else. */
export function addsOnly(before: Settings, after: Settings, { approvalCode, chat }: Mapping): boolean {
  const others = ({ approvals, ...rest }: Settings): unknown => [
    rest,
    [...approvals].filter(([code]) => code !== approvalCode),
  ];
  const own = before.approvals.get(approvalCode);
  const { chats = [], ...rest } = after.approvals.get(approvalCode) ?? {};
  const { chats: chatsBefore = [], ...restBefore } = own ?? {};
  return (
    isDeepStrictEqual(others(before), others(after)) &&
    (own === undefined || isDeepStrictEqual(restBefore, rest)) &&
    isDeepStrictEqual(chatsBefore, chats.slice(0, -1)) &&
    chats.at(-1)?.chat.id === chat
  );
}

/** Writes a configuration; an existing one is kept as `.bak`. */
export function writeConfigFile(file: string, text: string): void {
  makeFolder(dirname(file));
  if (existsSync(file)) copyFileSync(file, `${file}.bak`);
  writeFileSync(file, text);
}
