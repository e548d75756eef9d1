// The sandbox Feishu in a process of its own, without limits, with as many approvals as groups.
import { systemClock } from '../../dist/base/clock.js';
import { startSandbox } from '../../dist/sandbox/sandbox.js';
import { form, submittedForm } from './sampleForm.mjs';

const { appId, appSecret, encryptKey, approvals, fields = 20 } = JSON.parse(process.argv[2]);

const sandbox = await startSandbox({ clock: systemClock(), appId, appSecret, encryptKey, limits: 'lifted' });
const { departmentId } = sandbox.addDepartment({ name: '研发部' });
const [applicant, ...approvers] = ['张三', '李四', '王五'].map(
  (name) => sandbox.addPerson({ name, departmentId }).openId,
);
for (const { approvalCode, chat } of approvals) {
  sandbox.addChat({ chatId: chat, name: `群 ${chat}` });
  sandbox.addApproval({
    approvalCode,
    name: '采购申请',
    form: form(fields),
    nodes: [{ name: '主管' }, { name: '财务' }],
  });
}
const submit = ({ approvalCode }) =>
  sandbox.submit({
    approvalCode,
    applicant,
    form: submittedForm(fields),
    approvers: approvers.map((one) => [one]),
  });

let cards = 0;
let lastCardAt = 0;
let wanted;
sandbox.on('message', (message) => {
  cards += 1;
  lastCardAt = message.createdAt;
  if (wanted && cards >= wanted.cards) wanted.found();
});

const acts = {
  /** Instances about which no event goes out, since nobody is subscribed yet: `[approval, instance]`. */
  submit: async ({ count }) => ({
    targets: Array.from({ length: count }, (_, i) => {
      const approval = approvals[i % approvals.length];
      return [approval.approvalCode, submit(approval)];
    }),
  }),
  /** From now on events go to the bot; resolves when it has subscribed to everything. */
  pushTo: async ({ url }) => {
    sandbox.pushTo(`${url}/webhook/event`);
    await sandbox.waitFor(() => sandbox.approvals().every((approval) => approval.subscribed));
    return {};
  },
  /** One approval after the other is submitted, each after a pause; how long until its card is there, in ms. */
  oneByOne: async ({ count, pauseMs }) => {
    const took = [];
    for (let i = 0; i < count; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      const card = sandbox.next('message');
      const startedAt = performance.now();
      submit(approvals[i % approvals.length]);
      await card;
      took.push(performance.now() - startedAt);
    }
    return { took };
  },
  cards: async () => ({ cards }),
  /** Resolves when so many cards are there in all. */
  untilCards: (want) =>
    new Promise((resolve) => {
      const found = () => resolve({ lastCardAt });
      if (cards >= want.cards) return found();
      wanted = { ...want, found };
    }),
};

process.on('message', ({ act, ...about }) => {
  acts[act](about).then(
    (answer) => process.send(answer),
    (error) => process.send({ error: error.message }),
  );
});
process.send({ url: sandbox.url });
