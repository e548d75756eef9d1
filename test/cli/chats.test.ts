import { describe, expect, it } from 'vitest';
import { type Printed, runCommand } from '../support/command.ts';
import { runProgram, writeConfig } from '../support/program.ts';
import { CHAT, CODE, type RelaySandbox, startRelaySandbox } from '../support/relaySandbox.ts';

/** Runs a command to its end. */
function run(relay: RelaySandbox, args: string[], env = {}): Promise<Printed> {
  writeConfig(relay.folder, relay.config());
  return runCommand(relay.folder, [...args, '--config', 'relay.yaml'], env);
}

describe('chats', () => {
  it('lists the groups that the bot is in, whether it may speak, and what goes there', async () => {
    const relay = await startRelaySandbox();
    relay.sandbox.addChat({ chatId: 'oc_owner', name: '公告群', speakers: 'only_owner' });
    relay.sandbox.addChat({ chatId: 'oc_listed', name: '白名单群', speakers: 'moderator_list' });
    relay.sandbox.addChat({ chatId: 'oc_outside', name: '别的群', hasBot: false });
    writeConfig(relay.folder, relay.config());
    const program = runProgram(relay.folder, ['chats', '--json', '--config', 'relay.yaml']);
    expect(await program.ended).toBe(0);
    expect(JSON.parse(program.out())).toEqual([
      { chat: CHAT, name: '采购群', canSpeak: true, approvals: [CODE] },
      { chat: 'oc_owner', name: '公告群', canSpeak: false, approvals: [] },
      { chat: 'oc_listed', name: '白名单群', canSpeak: null, approvals: [] },
    ]);
  });

  it('lists more than a page of them', async () => {
    const relay = await startRelaySandbox();
    for (let i = 0; i < 120; i += 1) relay.sandbox.addChat({ chatId: `oc_${i}`, name: `群 ${i}` });
    relay.sandbox.turn({ limits: 'lifted' });
    const { out } = await run(relay, ['chats', '--json']);
    expect(JSON.parse(out)).toHaveLength(121);
  });

  it('says which groups of the configuration it is not in, in the language that is asked for', async () => {
    const relay = await startRelaySandbox();
    relay.sandbox.removeBot(CHAT, { event: false });
    const english = await run(relay, ['chats']);
    expect(english.code).toBe(0);
    expect(english.out).toMatch(/in no group/);
    expect(english.err).toMatch(new RegExp(`not in: ${CHAT}`));
    const chinese = await run(relay, ['chats', '--lang', 'zh']);
    expect(chinese.out).toMatch(/机器人还不在任何群里/);
    const byLocale = await run(relay, ['chats'], { LANG: 'zh_CN.UTF-8' });
    expect(byLocale.out).toBe(chinese.out);
    const byRelayLang = await run(relay, ['chats'], { LANG: 'zh_CN.UTF-8', RELAY_LANG: 'en' });
    expect(byRelayLang.out).toBe(english.out);
  });

  it('also names those of escalations, overviews and operators', async () => {
    const relay = await startRelaySandbox();
    const reminders = {
      escalate: [{ after: '3d', chat: 'oc_chiefs' }],
      digest: { chat: 'oc_overview' },
    };
    writeConfig(relay.folder, relay.config({ reminders, operators: { chat: 'oc_operators' } }));
    const { err } = await runCommand(relay.folder, ['chats', '--config', 'relay.yaml']);
    expect(err).toContain('not in: oc_chiefs, oc_overview, oc_operators.');
  });

  it('ends with one sentence and its remedy if Feishu refuses', async () => {
    const relay = await startRelaySandbox();
    relay.sandbox.turn({ scopes: ['im:message'] });
    const { code, err } = await run(relay, ['chats']);
    expect(code).toBe(1);
    expect(err).toMatch(/cannot be listed: .*99991672.*Permissions & Scopes/);
  });
});

describe('try', () => {
  it('posts a sample card that says that it is a test, and rings nobody', async () => {
    const relay = await startRelaySandbox();
    const { code, out } = await run(relay, ['try', CHAT, 'approved', '--approval', CODE]);
    expect(code).toBe(0);
    const [message] = relay.sandbox.messages(CHAT);
    expect(out).toContain(message?.messageId);
    const card = JSON.parse(message?.content ?? '');
    expect(card.header.text_tag_list[0].text.content).toBe('测试');
    expect(card.body.elements[0].text.content).toMatch(/^测试卡片/);
    expect(card.config.summary.content).toMatch(/^测试卡片/);
    expect(message?.content).toContain('采购申请');
    expect(message?.content).not.toContain('<at');
  });

  it('is in the language of the chat', async () => {
    const relay = await startRelaySandbox();
    writeConfig(relay.folder, relay.config({ locale: 'en-US' }));
    await runCommand(relay.folder, ['try', CHAT, '--config', 'relay.yaml']);
    const [message] = relay.sandbox.messages(CHAT);
    expect(message?.content).toContain('Test card');
    // Only the name of the approval is as the configuration has it.
    expect(message?.content.replaceAll('采购申请', '')).not.toMatch(/\p{Script=Han}/u);
  });

  it('goes to a person, too', async () => {
    const relay = await startRelaySandbox();
    const { openId } = relay.sandbox.addPerson({ name: '张三' });
    writeConfig(relay.folder, relay.config());
    expect(await runProgram(relay.folder, ['try', openId, '--config', 'relay.yaml']).ended).toBe(0);
    expect(relay.sandbox.messages(openId)).toHaveLength(1);
  });

  it.each([
    [['try', 'om_1'], 2, /om_1 is not a chat/],
    [['try', CHAT, 'OPEN'], 2, /OPEN is not a status/],
    [['try', CHAT, 'PENDING', '--approval', 'X'], 1, /--approval X is not in the configuration/],
    [
      ['try', 'oc_nowhere'],
      1,
      /could not be sent to oc_nowhere: .*230034.*No chat or person has this id: check it\. "approval-relay chats" lists/,
    ],
  ])('%j ends with one sentence and what to do', async (args, exitCode, sentence) => {
    const relay = await startRelaySandbox();
    const { code, err } = await run(relay, args);
    expect(err).toMatch(sentence);
    expect(code).toBe(exitCode);
  });
});

describe('try, for a chat of the configuration', () => {
  it('says to correct it there', async () => {
    const relay = await startRelaySandbox();
    writeConfig(relay.folder, relay.config({ approvals: { [CODE]: { chats: ['oc_nowhere'] } } }));
    const { err } = await runCommand(relay.folder, ['try', 'oc_nowhere', '--config', 'relay.yaml']);
    expect(err).toMatch(/230034.*correct "chat" in the configuration/);
  });
});

describe('the command line', () => {
  it('speaks Chinese', async () => {
    const relay = await startRelaySandbox();
    const help = await runCommand(relay.folder, ['--help'], { LANG: 'zh_CN.UTF-8' });
    expect(help.code).toBe(0);
    expect(help.out).toMatch(/^用法：/);
    expect(help.out).toMatch(/doctor .*向飞书核对/);
    expect(help.out).not.toMatch(/Usage|Options|display/);
    const typo = await runCommand(relay.folder, ['docter'], { RELAY_LANG: 'zh' });
    expect(typo.code).toBe(2);
    expect(typo.err).toMatch(/没有 docter 这个命令（是不是 doctor？）/);
    const language = await runCommand(relay.folder, ['doctor', '--lang', 'fr']);
    expect(language.code).toBe(2);
    expect(language.err).toMatch(/--lang fr is not known: give zh or en/);
  });
});
