import { describe, expect, it } from 'vitest';
import { noWarnings } from '../../../src/approval/warning.ts';
import { silentLog } from '../../../src/base/log.ts';
import { connectAccept } from '../../../src/relay/accept/connectAccept.ts';
import { SILENT_OBSERVER } from '../../../src/relay/context/observe.ts';
import type { NewEvent } from '../../../src/store/inbox/inbox.ts';
import { settingsOf } from '../../settings/read.ts';
import { StillClock } from '../../support/stillClock.ts';

const APP = 'cli_0123456789abcdef';

/** How an event of an approval that is not mapped here is committed. */
async function committed(isWorking: boolean): Promise<NewEvent | undefined> {
  const added: NewEvent[] = [];
  const accept = connectAccept({
    settings: settingsOf(`feishu: { appId: ${APP}, appSecret: s, encryptKey: k }
approvals: { A-1: { chats: [oc_1] } }
`),
    store: {
      inbox: { add: async (events: readonly NewEvent[]) => events.map((event) => added.push(event) > 0) },
      ledger: { reopenChat: async () => false },
      markForLook: async () => undefined,
    } as unknown as Parameters<typeof connectAccept>[0]['store'],
    definitions: { forget: () => undefined },
    observer: SILENT_OBSERVER,
    signals: {
      wakeCompose: () => undefined,
      wakeDeliver: () => undefined,
      wakeRefresh: () => undefined,
      isWorking: () => isWorking,
    } as unknown as Parameters<typeof connectAccept>[0]['signals'],
    warnings: noWarnings,
    clock: new StillClock(),
    log: silentLog,
  });
  const body = {
    app_id: APP,
    approval_code: 'A-2',
    instance_code: 'I-1',
    status: 'PENDING',
    operate_time: '1780000000000',
    type: 'approval_instance',
  };
  await accept({ id: 'e1', type: 'approval_instance', appId: APP, token: '', text: '{}', body });
  return added[0];
}

describe('an event of an approval that is not mapped', () => {
  it('ends if this process works, and is left to the one that works if it stands by', async () => {
    expect(await committed(true)).toMatchObject({ suppressed: 'unmapped' });
    const open = await committed(false);
    expect(open).toMatchObject({ id: 'e1' });
    expect(open?.suppressed).toBeUndefined();
  });
});
