import { openTasks } from '../world/instance.ts';
import type { SandboxMessage } from '../world/world.ts';
import type { DemoSandbox } from './pageOptions.ts';

/** Who may press: the person the request waits for, else its applicant; empty: nobody. */
function presserOf(sandbox: DemoSandbox, { content }: SandboxMessage): string {
  const instance = sandbox.instances().find((one) => content.includes(one.instanceCode));
  return (instance && openTasks(instance)[0]?.openId) ?? instance?.applicant ?? '';
}

/** A visitor presses a button of a card. Resolves to what Feishu would show; undefined: there is no such message. */
export async function pressCard(
  sandbox: DemoSandbox,
  messageId: string,
  value: string,
): Promise<string | undefined> {
  const message = sandbox.messages().find((one) => one.messageId === messageId);
  if (!message) return undefined;
  const { chatId } = message;
  const action = { messageId, chatId, by: presserOf(sandbox, message), value: parse(value) };
  const answer = await sandbox.press(action);
  const shown = parse(answer?.body ?? '') as { toast?: { content?: string } } | undefined;
  return shown?.toast?.content ?? '200340';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
