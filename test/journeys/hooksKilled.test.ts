import { expect, it } from 'vitest';
import { startPeer } from '../support/httpPeer.ts';
import { runProgram, writeConfig } from '../support/program.ts';
import { CHAT, CODE, startRelaySandbox } from '../support/relaySandbox.ts';

const OPS = 'oc_operators';

it('kill -9 amid a request to a hook and a card to operators: the one comes again with its id, the other once', async () => {
  const { sandbox, config, folder } = await startRelaySandbox({ encryptKey: 'an encrypt key' });
  sandbox.addChat({ chatId: OPS, name: '运维' });
  let isDown = true;
  const peer = await startPeer((_, response) => {
    if (!isDown) response.writeHead(204).end();
  });
  const hooks = [{ name: 'erp', url: peer.url, secret: 'both know it', allowPrivate: true }];
  writeConfig(folder, config({ reconcile: false, hooks, operators: { chat: OPS } }));
  const start = async () => {
    const program = runProgram(folder, ['start', '--config', 'relay.yaml']);
    sandbox.pushTo(`${await program.url}/webhook/event`);
    await sandbox.waitFor(() => sandbox.approvals().every(({ subscribed }) => subscribed));
    return program;
  };
  const first = await start();
  // The card reaches the operators, but the bot never gets the answer.
  sandbox.faults.add({ api: 'message.create', chat: OPS, kind: 'hangAnswer' });
  sandbox.removeBot(CHAT, { event: false });
  const zhang = sandbox.addPerson({ name: '张三' }).openId;
  sandbox.submit({ approvalCode: CODE, applicant: zhang, form: [], approvers: [[zhang]] });
  await sandbox.waitFor(() => sandbox.messages(OPS).length > 0 && peer.seen.length > 0, 60_000);
  first.child.kill('SIGKILL');
  await first.ended;

  const cards = (): string[] =>
    sandbox
      .requests('message.create')
      .filter(({ chat }) => chat === OPS)
      .map(({ uuid = '' }) => uuid);
  // On a slow machine it may have tried twice before.
  const before = { cards: cards().length, hooks: peer.seen.length };
  isDown = false;
  sandbox.faults.clear();
  const second = await start();
  await sandbox.waitFor(() => cards().length > before.cards && peer.seen.length > before.hooks, 60_000);
  expect(new Set(cards()).size).toBe(1);
  expect(sandbox.messages(OPS)).toHaveLength(1);
  const ids = peer.seen.map(({ body }) => (JSON.parse(body) as { eventId: string }).eventId);
  expect(new Set(ids).size).toBe(1);
  second.child.kill('SIGTERM');
  expect(await second.ended).toBe(0);
});
