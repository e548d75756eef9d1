import { describe, expect, it } from 'vitest';
import { ShiftableClock } from '../../src/base/clock.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { runProgram, writeConfig } from '../support/program.ts';
import { tempFolder } from '../support/tempFolder.ts';

const APP = { appId: 'cli_a1b2c3d4e5f60718', appSecret: 'a secret' };

describe('a process killed while it looks an instance up', () => {
  it('looks it up again after the restart, and posts the card once', async () => {
    const sandbox = await startSandbox({ clock: new ShiftableClock(), ...APP, verificationToken: 'a token' });
    const applicant = sandbox.addPerson({ name: '张三' }).openId;
    sandbox.addChat({ chatId: 'oc_1', name: '群' });
    sandbox.addApproval({ approvalCode: 'A-1', name: '采购申请', subscribed: true });
    const folder = tempFolder();
    writeConfig(folder, {
      feishu: { ...APP, domain: sandbox.url, verificationToken: 'a token' },
      server: { host: '127.0.0.1', port: 0 },
      approvals: { 'A-1': { chats: ['oc_1'] } },
    });
    const program = runProgram(folder, ['start', '--config', 'relay.yaml']);
    sandbox.pushTo(`${await program.url}/webhook/event`);
    sandbox.faults.add({ api: 'instance.get', kind: 'hang' });
    const code = sandbox.submit({ approvalCode: 'A-1', applicant });
    await sandbox.waitFor(() => sandbox.requests('instance.get').length === 1);
    await sandbox.waitFor(() => sandbox.pushes().every((push) => push.state === 'taken'));
    program.child.kill('SIGKILL');
    expect(await program.ended).toBe('SIGKILL');
    expect(sandbox.messages()).toHaveLength(0);

    sandbox.faults.clear();
    const again = runProgram(folder, ['start', '--config', 'relay.yaml']);
    await again.url;
    await sandbox.waitFor(() => sandbox.messages('oc_1').length === 1);
    expect(sandbox.messages('oc_1')[0]?.content).toContain(code);
    again.child.kill('SIGTERM');
    expect(await again.ended).toBe(0);
    await sandbox.stop();
  });
});
