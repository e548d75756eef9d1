// How long it takes to make a card of a parsed instance, as `deliver` does it: fields, view, template, check.
import { join } from 'node:path';
import { loadTemplates, packagedTemplates } from '../../dist/cards/templates/templates.js';
import { parseSnapshot } from '../../dist/feishu/api/instances.js';
import { draftCard, render } from '../../dist/relay/deliver/render.js';
import { readSettings } from '../../dist/settings/readSettings.js';
import { median } from './figures.mjs';
import { form, submittedForm } from './sampleForm.mjs';
import { APPROVALS, writeConfig } from './world.mjs';

const { folder, sizes, cards } = JSON.parse(process.argv[2]);
const WARM_UP = 200;
const [{ approvalCode, chat }] = APPROVALS;
const CODE = '81D31358-93AF-92D6-7425-01A5D67C4E71';

const config = writeConfig(folder, 'render', {
  feishu: 'http://127.0.0.1:1',
  store: `sqlite:${join(folder, 'no.db')}`,
});
const { settings } = readSettings(config, {});
const { templates } = loadTemplates([packagedTemplates]);
const approval = settings.approvals.get(approvalCode);
const [person, other] = ['ou_00000000000000000000000000000001', 'ou_00000000000000000000000000000002'];
const names = {
  people: new Map([
    [person, '张三'],
    [other, '李四'],
  ]),
  departments: new Map([['od-1', '研发部']]),
};

function instanceOf(fields) {
  const now = Date.now();
  const snapshot = JSON.stringify({
    approval_code: approvalCode,
    approval_name: '采购申请',
    instance_code: CODE,
    serial_number: '202611240001',
    status: 'PENDING',
    start_time: String(now - 60_000),
    open_id: person,
    department_id: 'od-1',
    form: JSON.stringify(submittedForm(fields)),
    task_list: [
      {
        id: 't1',
        open_id: other,
        status: 'PENDING',
        node_id: 'n1',
        node_name: '主管',
        type: 'AND',
        start_time: String(now - 60_000),
      },
    ],
    timeline: [{ type: 'START', create_time: String(now - 60_000), open_id: person }],
  });
  return { text: snapshot, instance: parseSnapshot(snapshot, CODE) };
}

const delivery = {
  seq: 1,
  changeId: 'e1',
  instanceCode: CODE,
  approvalCode,
  status: 'PENDING',
  changedAt: Date.now(),
  chat,
  kind: 'card',
  key: 'k',
  attempts: 0,
  detail: 'full',
  priority: 0,
  receivedAt: Date.now(),
  createdAt: Date.now(),
};

/** The median of so many cards, in ms, and how long one is. */
async function timeCards(fields, count) {
  const snapshot = instanceOf(fields);
  const definitions = form(fields);
  // Later than the last look-up: nothing of it has been read before.
  let lookedAt = 0;
  const knownInstance = async () => {
    lookedAt += 1;
    return { status: 'PENDING', changedAt: delivery.changedAt, snapshot, lookedAt };
  };
  const fallbacks = [];
  const context = {
    settings,
    store: { work: { knownInstance } },
    people: { namesOf: async () => names },
    definitions: { of: async () => definitions },
    templates: () => templates,
    observer: { cardFellBack: () => undefined },
    log: { warn: ({ why }) => fallbacks.push(why) },
    throttle: { run: (_, write) => write(1) },
  };
  const [entry] = approval.chats;
  const place = { approval, entry };
  const draft = await draftCard(context, delivery, place);
  const once = () => render(context, delivery, place, { do: 'post' }, draft);
  const { content } = await once();
  if (fallbacks.length > 0) throw new Error(`not the template's own card: ${fallbacks[0]}`);
  const took = [];
  for (let i = 0; i < WARM_UP + count; i += 1) {
    const startedAt = performance.now();
    await once();
    took.push(performance.now() - startedAt);
  }
  return { ms: median(took.slice(WARM_UP)), bytes: Buffer.byteLength(content) };
}

process.on('message', async () => {
  const times = [];
  for (const fields of sizes) times.push(await timeCards(fields, cards));
  process.send({ times });
});
process.send({});
