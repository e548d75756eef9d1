import { createDecipheriv, createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { SandboxOptions } from '../../../src/sandbox/sandbox.ts';
import { type Got, openDoor, openSandbox } from '../fixture.ts';

const KEY = 'test key';

describe('pushes', () => {
  const closers: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  async function open(
    options: Partial<SandboxOptions> = {},
    answer?: (got: Got) => number | Promise<number>,
  ) {
    const door = await openDoor(answer);
    const opened = await openSandbox({ webhookUrl: door.url, verificationToken: 'v-token', ...options });
    closers.push(opened.sandbox.stop, door.close);
    const { sandbox } = opened;
    const applicant = sandbox.addPerson({ name: '张三' }).openId;
    sandbox.addPerson({ name: '李四' });
    const approvalCode = sandbox.addApproval({ name: '采购申请', subscribed: true }).approvalCode;
    const submit = (): string => sandbox.submit({ approvalCode, applicant });
    const settled = () => sandbox.settled();
    const bodies = () => door.got.map((got) => JSON.parse(got.body));
    return { ...opened, door, submit, settled, bodies, approvalCode, applicant };
  }

  it('pushes every status of an instance in order, with rising times', async () => {
    const { sandbox, submit, settled, bodies, clock } = await open();
    const code = submit();
    sandbox.overtimeClose(code);
    sandbox.overtimeRecover(code);
    sandbox.approve(code);
    sandbox.revoke(code);
    sandbox.remove(code);
    await settled();
    const events = bodies().map((body) => body.event);
    expect(events.map((event) => event.status)).toEqual([
      'PENDING',
      'OVERTIME_CLOSE',
      'OVERTIME_RECOVER',
      'APPROVED',
      'REVERTED',
      'DELETED',
    ]);
    expect(events.map((event) => typeof event.operate_time)).toEqual([
      ...Array(4).fill('string'),
      'number',
      'string',
    ]);
    const times = events.map((event) => Number(event.operate_time));
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    expect(bodies()[0]).toMatchObject({
      type: 'event_callback',
      token: 'v-token',
      event: { instance_code: code },
    });
    expect(bodies()[0].ts).toMatch(/^\d{10}\.\d{7}$/);
    expect(Math.abs(Number(bodies()[0].ts) * 1000 - clock.now())).toBeLessThan(10_000);
    expect(new Set(bodies().map((body) => body.uuid)).size).toBe(6);
  });

  it('pushes nothing that is not subscribed', async () => {
    const { sandbox, applicant, submit, settled, bodies } = await open();
    const quiet = sandbox.addApproval({ name: '请假' }).approvalCode;
    sandbox.submit({ approvalCode: quiet, applicant });
    submit();
    await settled();
    expect(bodies()).toHaveLength(1);
  });

  it('encrypts and signs over the raw body', async () => {
    const { submit, settled, door } = await open({ encryptKey: KEY });
    const code = submit();
    await settled();
    const { headers, body } = door.got[0] as Got;
    const signed = `${headers['x-lark-request-timestamp']}${headers['x-lark-request-nonce']}${KEY}${body}`;
    expect(headers['x-lark-signature']).toBe(createHash('sha256').update(signed).digest('hex'));
    expect(JSON.parse(decrypt(JSON.parse(body).encrypt)).event.instance_code).toBe(code);
  });

  it('verifies the URL encrypted but unsigned', async () => {
    const { sandbox, door } = await open({ encryptKey: KEY });
    const verified = await sandbox.verifyUrl();
    expect(verified.answer?.status).toBe(200);
    const { headers, body } = door.got[0] as Got;
    expect(headers).not.toHaveProperty('x-lark-signature');
    expect(JSON.parse(decrypt(JSON.parse(body).encrypt))).toEqual({
      type: 'url_verification',
      token: 'v-token',
      challenge: verified.challenge,
    });
  });

  it('sends plain, unsigned JSON with a Verification Token if no Encrypt Key is set', async () => {
    const { sandbox, submit, settled, door } = await open({ verificationToken: undefined } as object);
    submit();
    await settled();
    const pushed = door.got[0];
    expect(Object.keys(pushed?.headers ?? {}).filter((name) => name.startsWith('x-lark'))).toEqual([]);
    const { token } = JSON.parse(pushed?.body ?? '');
    expect(token).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(token).toBe(sandbox.verificationToken);
    const { challenge } = await sandbox.verifyUrl();
    expect(JSON.parse(door.got.at(-1)?.body ?? '')).toEqual({ type: 'url_verification', token, challenge });
  });

  it('retries with growing delays, and holds back later events of the same instance only', async () => {
    let healthy = false;
    const { sandbox, submit, clock, bodies, settled } = await open({}, (got) =>
      healthy || !got.body.includes('"status":"PENDING"') ? 200 : 503,
    );
    const code = submit();
    sandbox.approve(code);
    const first = sandbox.pushes()[0];
    await sandbox.waitFor(() => first?.attempts.length === 1);
    expect(bodies().map((body) => body.event.status)).toEqual(['PENDING']);
    clock.advance(15_000);
    await sandbox.waitFor(() => first?.attempts.length === 2);
    healthy = true;
    clock.advance(299_000);
    submit();
    await sandbox.waitFor(() => sandbox.pushes()[2]?.state === 'taken');
    expect(first?.attempts).toHaveLength(2);
    clock.advance(1_000);
    await settled();
    expect(sandbox.pushes().map((push) => push.state)).toEqual(['taken', 'taken', 'taken']);
    expect(bodies().at(-1).event.status).toBe('APPROVED');
    expect(new Set([bodies()[0].uuid, bodies()[1].uuid]).size).toBe(1);
  });

  it('gives up after the last retry', async () => {
    const { sandbox, submit } = await open({ retryLadderMs: [1, 1] }, () => 500);
    submit();
    await sandbox.waitFor(() => sandbox.pushes()[0]?.state === 'gaveUp');
    expect(sandbox.pushes()[0]?.attempts).toHaveLength(3);
  });

  it('counts no answer within three seconds as none', async () => {
    let arrived: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const { sandbox, submit, clock } = await open({}, () => {
      arrived();
      return new Promise<number>(() => undefined);
    });
    submit();
    await asked;
    clock.advance(3_000);
    await sandbox.waitFor(() => sandbox.pushes()[0]?.attempts[0]?.outcome === 'refused');
  });

  it('delivers twice when told to, with the same uuid', async () => {
    const { sandbox, submit, settled, bodies } = await open();
    sandbox.turn({ duplicatePushes: 1 });
    submit();
    await settled();
    expect(bodies()).toHaveLength(2);
    expect(bodies()[0]).toEqual(bodies()[1]);
  });

  it('pushes task, definition and membership events', async () => {
    const { sandbox, submit, settled, bodies, approvalCode } = await open({ taskEvents: true });
    submit();
    sandbox.editApproval(approvalCode, { name: '采购' });
    const chat = sandbox.addChat({ name: '群' });
    sandbox.removeBot(chat.chatId);
    await settled();
    const kinds = bodies().map((body) => body.header?.event_type ?? body.event.type);
    expect(kinds.sort()).toEqual([
      'approval.approval.updated_v4',
      'approval_instance',
      'approval_task',
      'im.chat.member.bot.deleted_v1',
    ]);
  });

  it('pushes any envelope as it is', async () => {
    const { sandbox, settled, bodies } = await open();
    sandbox.push({ odd: true });
    await settled();
    expect(bodies()).toEqual([{ odd: true }]);
  });
});

function decrypt(text: string): string {
  const bytes = Buffer.from(text, 'base64');
  const decipher = createDecipheriv(
    'aes-256-cbc',
    createHash('sha256').update(KEY).digest(),
    bytes.subarray(0, 16),
  );
  return Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]).toString('utf8');
}
