import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isMap, parseDocument } from 'yaml';
import { makeFolder } from '../../base/folder.ts';

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
export function hasMapping(config: string, { approvalCode, chat }: Mapping): boolean {
  const chats: unknown = parseDocument(config).toJS()?.approvals?.[approvalCode]?.chats;
  return Array.isArray(chats) && chats.some((entry) => entry === chat || entry?.chat === chat);
}

/** The configuration with the mapping in it; comments and everything else stay. */
export function withMapping(config: string, { approvalCode, name, chat }: Mapping): string {
  const document = parseDocument(config);
  const path = ['approvals', approvalCode];
  if (!isMap(document.getIn(['approvals']))) document.setIn(['approvals'], document.createNode({}));
  if (!document.hasIn(path)) {
    document.setIn(path, document.createNode({ name: literal(name), chats: [chat] }));
  } else if (document.hasIn([...path, 'chats'])) document.addIn([...path, 'chats'], chat);
  else document.setIn([...path, 'chats'], document.createNode([chat]));
  return document.toString({ lineWidth: 0 });
}

/** Writes a configuration; an existing one is kept as `.bak`. */
export function writeConfigFile(file: string, text: string): void {
  makeFolder(dirname(file));
  if (existsSync(file)) copyFileSync(file, `${file}.bak`);
  writeFileSync(file, text);
}

/** Its text, if there is one. */
export function readConfigFile(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
