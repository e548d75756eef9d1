import { describe, expect, it } from 'vitest';
import { ShiftableClock } from '../../src/base/clock.ts';
import { diagnose, linesOf } from '../../src/cli/doctor.ts';
import type { CheckResult } from '../../src/doctor/checkResult.ts';
import { parseSnapshot } from '../../src/feishu/api/instances.ts';
import { DEFAULT_SCOPES } from '../../src/sandbox/api/grantedScopes.ts';
import { openStore } from '../../src/store/open.ts';
import { APP, CHAT, CODE, type RelaySandbox, startRelaySandbox } from '../support/relaySandbox.ts';

const without = (...scopes: string[]): string[] => DEFAULT_SCOPES.filter((scope) => !scopes.includes(scope));
const approval = (more: object): object => ({
  approvals: { [CODE]: { name: '采购申请', chats: [{ chat: CHAT, ...more }] } },
});
const refuse =
  (api: string, code: number, msg = 'refused', status = 400) =>
  (relay: RelaySandbox): void =>
    void relay.sandbox.faults.add({ api, kind: 'status', status, code, msg });

/** One way to have it wrong. */
interface Way {
  readonly way: string;
  /** Makes it so; what it returns is the configuration that goes with it. */
  readonly make: (relay: RelaySandbox) => unknown;
  readonly check: string;
  readonly ok?: null;
  readonly says: RegExp;
  readonly remedy: RegExp;
  /** Cards arrive all the same. */
  readonly arrives?: true;
}

const WAYS: readonly Way[] = [
  {
    way: 'the secret is wrong',
    make: ({ sandbox }) => ({
      feishu: { ...APP, appSecret: 'another', domain: sandbox.url, encryptKey: 'k' },
    }),
    check: 'credentials',
    says: /refuses the app's credentials/,
    remedy: /App ID and App Secret/,
  },
  {
    way: 'Feishu says that the secret is wrong',
    make: refuse('token', 10014, 'app secret invalid', 200),
    check: 'credentials',
    says: /app secret invalid/,
    remedy: /feishu\.appSecret is wrong/,
  },
  {
    way: 'the app is not enabled',
    make: refuse('token', 99991662, 'app is not enabled', 200),
    check: 'app',
    says: /The app is not enabled/,
    remedy: /App Management/,
  },
  {
    way: 'the address of the machine is not allowed',
    make: refuse('bot.info', 99991401, 'ip denied'),
    check: 'ip',
    says: /address of this machine/,
    remedy: /IP allow-list/,
  },
  {
    way: 'nothing listens at the domain',
    make: () => ({ feishu: { ...APP, domain: 'http://127.0.0.1:9', encryptKey: 'k' } }),
    check: 'network',
    says: /cannot be reached/,
    remedy: /feishu\.domain/,
  },
  {
    way: 'something else answers',
    make: ({ sandbox }) => {
      sandbox.faults.add({ kind: 'status', status: 200, body: '<html>portal</html>' });
    },
    check: 'network',
    says: /not an answer of Feishu/,
    remedy: /portal/,
  },
  {
    way: 'the bot ability is off',
    make: ({ sandbox }) => sandbox.turn({ app: { hasBot: false } }),
    check: 'bot',
    says: /has no bot/,
    remedy: /Add Features/,
  },
  {
    way: 'the bot is not enabled in the tenant',
    make: ({ sandbox }) => sandbox.turn({ app: { activateStatus: 1 } }),
    check: 'bot',
    says: /not enabled in the tenant/,
    remedy: /enable it in the admin console/,
  },
  {
    way: 'the scope to hear of approvals is missing',
    make: ({ sandbox }) => sandbox.turn({ scopes: without('approval:approval') }),
    check: 'scope:hear',
    says: /approval:approval or approval:approval:readonly is not granted/,
    remedy: /Add it by this link/,
  },
  {
    way: 'the scope to subscribe is missing',
    make: ({ sandbox }) =>
      sandbox.turn({
        scopes: [...without('approval:approval', 'approval:definition'), 'approval:approval:readonly'],
      }),
    check: 'scope:subscribe',
    says: /approval:definition is not granted: the bot cannot subscribe to approvals/,
    remedy: /Add it by this link/,
  },
  {
    way: 'the scope to post is missing',
    make: ({ sandbox }) => sandbox.turn({ scopes: without('im:message:send_as_bot') }),
    check: 'scope:send',
    says: /no card can be posted/,
    remedy: /Add it by this link/,
  },
  {
    way: 'the scope to update is missing',
    make: ({ sandbox }) =>
      sandbox.turn({ scopes: [...without('im:message:send_as_bot'), 'im:message:send'] }),
    check: 'scope:update',
    says: /posted cards are not updated/,
    remedy: /Add it by this link/,
    arrives: true,
  },
  {
    way: 'the scope to buzz is missing, and wanted',
    make: ({ sandbox }) => {
      sandbox.turn({ scopes: without('im:message.urgent') });
      const reminders = { escalate: [{ after: '3d', chat: CHAT, mention: ['ou_boss'], urgent: true }] };
      return { reminders };
    },
    check: 'scope:urgent',
    says: /buzz nobody/,
    remedy: /Add it by this link/,
    arrives: true,
  },
  {
    way: 'the scope to see groups is missing',
    make: ({ sandbox }) => sandbox.turn({ scopes: without('im:chat:readonly') }),
    check: 'chats',
    ok: null,
    says: /Groups cannot be checked/,
    remedy: /^$/,
    arrives: true,
  },
  {
    way: 'the scopes cannot be asked for',
    make: refuse('scope.list', 9499, 'bad request'),
    check: 'scopes',
    ok: null,
    says: /Scopes cannot be checked: bad request \(9499\)/,
    remedy: /./,
    arrives: true,
  },
  {
    way: 'no version is published',
    make: ({ sandbox }) => sandbox.turn({ app: { versions: [] } }),
    check: 'version',
    ok: null,
    says: /lists no published version/,
    remedy: /Version Management & Release/,
    arrives: true,
  },
  {
    way: 'a version waits for its review',
    make: ({ sandbox }) =>
      sandbox.turn({
        app: {
          versions: [
            { version: '1.1.0', status: 3, events: [] },
            { version: '1.0.0', status: 1, events: ['approval_instance', 'approval_task'] },
          ],
        },
      }),
    check: 'version:review',
    says: /1\.1\.0 waits for an administrator/,
    remedy: /agree/,
    arrives: true,
  },
  {
    way: 'the event is not added',
    make: ({ sandbox }) =>
      sandbox.turn({ app: { versions: [{ version: '1.0.0', status: 1, events: ['approval_task'] }] } }),
    check: 'event:approval_instance',
    says: /approval_instance is not added: the bot receives no changes of approvals/,
    remedy: /Event Configuration/,
  },
  {
    way: 'only one of the two events about groups is added',
    make: ({ sandbox }) => {
      const events = ['approval_instance', 'approval_task', 'im.chat.member.bot.added_v1'];
      sandbox.turn({ app: { versions: [{ version: '1.0.0', status: 1, events }] } });
    },
    check: 'event:im.chat.member.bot.deleted_v1',
    says: /deleted_v1 is not added: the bot notices only with its next card/,
    remedy: /Event Configuration/,
    arrives: true,
  },
  {
    way: 'Feishu does not name the events',
    make: ({ sandbox }) => sandbox.turn({ app: { versions: [{ version: '1.0.0', status: 1, events: [] }] } }),
    check: 'events',
    ok: null,
    says: /cannot be checked: Feishu does not say/,
    remedy: /Event Configuration/,
    arrives: true,
  },
  {
    way: 'the versions may not be looked at',
    make: ({ sandbox }) => sandbox.turn({ scopes: without('application:application:self_manage') }),
    check: 'events',
    ok: null,
    says: /without the scope application:application:self_manage/,
    remedy: /approval_instance and approval_task/,
    arrives: true,
  },
  {
    way: 'no approval has the code',
    make: () => ({ approvals: { 'A-TYPO': { chats: [CHAT] } } }),
    check: 'approval:A-TYPO',
    says: /No approval has the code A-TYPO/,
    remedy: /definitionCode/,
  },
  {
    way: 'the approval was deleted',
    make: ({ sandbox }) => sandbox.editApproval(CODE, { status: 'DELETED' }),
    check: `approval:${CODE}`,
    says: /was deleted/,
    remedy: /remove it/,
  },
  {
    way: 'the approval is not active',
    make: ({ sandbox }) => sandbox.editApproval(CODE, { status: 'INACTIVE' }),
    check: `approval:${CODE}`,
    says: /nobody can submit it/,
    remedy: /approval admin/,
  },
  {
    way: 'the approval has another name',
    make: ({ sandbox }) => sandbox.editApproval(CODE, { name: '付款申请' }),
    check: `approval:${CODE}:name`,
    says: /called "付款申请" in Feishu, and "采购申请"/,
    remedy: /correct "name"/,
    arrives: true,
  },
  {
    way: 'a field to hide is not in the form',
    make: () => approval({ fields: { hide: ['金额（元）'] } }),
    check: `approval:${CODE}:fields`,
    says: /no field "金额（元）"; it has: 采购事由, 金额/,
    remedy: /Correct "金额（元）"/,
    arrives: true,
  },
  {
    way: 'there is no such group',
    make: () => ({ approvals: { [CODE]: { chats: ['oc_typo'] } } }),
    check: 'chat:oc_typo',
    says: /There is no group oc_typo/,
    remedy: /correct "chat"/,
  },
  {
    way: 'the bot is not in the group',
    make: ({ sandbox }) => sandbox.removeBot(CHAT, { event: false }),
    check: `chat:${CHAT}`,
    says: /not in the group 采购群/,
    remedy: /Add the bot/,
  },
  {
    way: 'the group was dissolved',
    make: ({ sandbox }) => sandbox.dissolveChat(CHAT, { event: false }),
    check: `chat:${CHAT}`,
    says: /was dissolved/,
    remedy: /another chat/,
  },
  {
    way: 'only the owner may speak',
    make: ({ sandbox }) => {
      sandbox.addChat({ chatId: 'oc_owner', name: '公告群', speakers: 'only_owner' });
      return { approvals: { [CODE]: { chats: ['oc_owner'] } } };
    },
    check: 'chat:oc_owner',
    says: /Only the owner may speak/,
    remedy: /Speaking permissions/,
  },
  {
    way: 'not everybody may speak',
    make: ({ sandbox }) => {
      sandbox.addChat({ chatId: 'oc_few', name: '白名单群', speakers: 'moderator_list' });
      return { approvals: { [CODE]: { chats: ['oc_few'] } } };
    },
    check: 'chat:oc_few',
    ok: null,
    says: /Whether the bot may cannot be checked/,
    remedy: /approval-relay try oc_few/,
    arrives: true,
  },
  {
    way: 'people of other tenants are in the group',
    make: ({ sandbox }) => {
      sandbox.addChat({ chatId: 'oc_abroad', name: '合作群', external: true });
      return { approvals: { [CODE]: { chats: ['oc_abroad'] } } };
    },
    check: 'chat:oc_abroad',
    ok: null,
    says: /people of other tenants/,
    remedy: /External sharing/,
    arrives: true,
  },
  {
    way: 'the store is no database',
    make: ({ folder }) => ({ store: `sqlite:${folder}` }),
    check: 'store',
    says: /cannot be read|not a SQLite database/,
    remedy: /^$/,
  },
  {
    way: 'the clock is ten minutes behind',
    make: ({ sandbox }) => {
      // The sandbox's clock is Feishu's.
      clockOf(sandbox).advance(10 * 60_000);
    },
    check: 'clock',
    says: /600 s behind|60\d s behind|59\d s behind/,
    remedy: /time service/,
  },
  {
    way: 'the bot has noted that events never fit',
    make: async (relay) => {
      const store = await storeOf(relay);
      const data = JSON.stringify({ ids: { cause: 'encrypt-key-differs' }, details: {} });
      const row = {
        code: 'events-refused',
        subject: 'encrypt-key-differs',
        data,
        noticedAt: 1,
        noticedBy: 'x',
      };
      await store.warningRows.put(row, 60_000);
      await store.close();
    },
    check: 'warning:events-refused:encrypt-key-differs',
    says: /encrypt key/i,
    remedy: /Encrypt/,
  },
  {
    way: 'a chat has refused the bot',
    make: async (relay) => {
      const store = await storeOf(relay);
      await store.lease.hold();
      await store.work.closeChat(
        { chat: CHAT, probeAt: 2, code: 230002, reason: 'outside', remedy: '', probes: 0 },
        1,
      );
      await store.close();
    },
    check: `chat:${CHAT}:closed`,
    says: /refused the last card.*230002/,
    remedy: /approval-relay try/,
    arrives: true,
  },
];

const clocks = new WeakMap<object, ShiftableClock>();
function clockOf(sandbox: object): ShiftableClock {
  const clock = clocks.get(sandbox);
  if (!clock) throw new Error('this sandbox has no clock of the test');
  return clock;
}

function storeOf(relay: RelaySandbox) {
  return openStore({ kind: 'sqlite', path: `${relay.folder}/data/relay.db` }, APP.appId, parseSnapshot);
}

async function resultsOf(make: Way['make']): Promise<CheckResult[]> {
  const clock = new ShiftableClock();
  const relay = await startRelaySandbox({ clock });
  clocks.set(relay.sandbox, clock);
  const more = (await make(relay)) as object | undefined;
  return diagnose(relay.settings(more));
}

describe('doctor', () => {
  it.each(WAYS)(
    'says in one line, with the remedy, that $way',
    async ({ make, check, ok, says, remedy, arrives }) => {
      const results = await resultsOf(make);
      const found = results.filter((result) => result.check === check);
      expect(found).toHaveLength(1);
      expect(found[0]?.ok).toBe(ok === null ? null : false);
      expect(found[0]?.message.en).toMatch(says);
      expect(found[0]?.remedy?.en ?? '').toMatch(remedy);
      if (check !== 'store') expect(found[0]?.message.zh).toMatch(/\p{Script=Han}/u);
      expect(results.some(({ blocks }) => blocks) ? 'cards do not arrive' : undefined).toBe(
        arrives ? undefined : 'cards do not arrive',
      );
      const lines = linesOf(results, 'en');
      const crosses = lines.filter((line) => line.startsWith('✗')).length;
      expect(lines.at(-1)).toMatch(crosses === 0 ? /nothing keeps cards/ : new RegExp(`^${crosses} finding`));
    },
  );

  it('says that nothing is wrong if all is right, and that what cannot be known is not known', async () => {
    const results = await resultsOf(() => undefined);
    expect(results.filter(({ ok }) => ok === false)).toEqual([]);
    expect(linesOf(results, 'en').at(-1)).toMatch(/nothing keeps cards from arriving/);
    const notKnown = results.filter(({ ok }) => ok === null).map(({ check }) => check);
    expect(notKnown).toEqual(['store', `approval:${CODE}:subscribed`, 'events:mode']);
  });

  it('says what a group gets that is named for the operators alone', async () => {
    const results = await resultsOf(({ sandbox }) => {
      sandbox.addChat({ chatId: 'oc_operators', name: '运维群' });
      return { operators: { chat: 'oc_operators' } };
    });
    const found = results.find(({ check }) => check === 'chat:oc_operators');
    expect(found).toMatchObject({ ok: true, message: { en: expect.stringContaining("operators' cards") } });
  });

  it('leads to the page that asks for a missing scope', async () => {
    const results = await resultsOf(({ sandbox }) =>
      sandbox.turn({ scopes: without('im:message:send_as_bot') }),
    );
    const link = results.find(({ check }) => check === 'scope:send')?.link;
    expect(link).toMatch(
      /\/app\/cli_a1b2c3d4e5f60718\/auth\?q=im:message:send_as_bot&op_from=openapi&token_type=tenant$/,
    );
  });

  it('says what it costs that nobody may ask the bot anything in a group', async () => {
    const results = await resultsOf(({ sandbox }) => {
      const events = ['approval_instance'];
      const app = { versions: [{ version: '1.0.0', status: 1 as const, events }] };
      sandbox.turn({ app, scopes: without('im:message.group_at_msg:readonly') });
    });
    const optional = ['scope:messages', 'event:im.message.receive_v1'];
    const found = results.filter(({ check }) => optional.includes(check));
    expect(
      found.map(({ ok, message, remedy }) => [ok, message.zh.includes('没有回应'), remedy !== undefined]),
    ).toEqual([
      [true, true, true],
      [true, true, true],
    ]);
  });

  it('takes any of the scopes that serve', async () => {
    const results = await resultsOf(({ sandbox }) =>
      sandbox.turn({
        scopes: ['approval:approval:readonly', 'approval:definition', 'im:message', 'im:chat'],
      }),
    );
    const refused = results.filter(({ check, ok }) => check.startsWith('scope:') && ok !== true);
    expect(refused).toEqual([]);
  });
});
