import type { Sandbox } from './sandbox.ts';
import { STORY_PEOPLE as WHO } from './storyCast.ts';
import { STORY_APPROVALS } from './storyForms.ts';
import { contractForm, leaveForm, paymentForm, purchaseForm } from './storyValues.ts';
import type { Submission } from './submission.ts';

/** One instance's life: how it is submitted, and what happens to it, a step at a time. */
export interface Scene {
  readonly submission: (now: number, round: number, lastPurchase: string | undefined) => Submission;
  readonly beats: readonly ((sandbox: Sandbox, code: string) => void)[];
}

const purchase = (applicant: string): Scene['submission'] => {
  return (now, round) => ({
    approvalCode: STORY_APPROVALS.purchase.approvalCode ?? '',
    applicant,
    form: purchaseForm(now, round),
    approvers: [[WHO.lead.openId], [WHO.accountant.openId, WHO.treasurer.openId], [WHO.director.openId]],
  });
};

const leave = (applicant: string): Scene['submission'] => {
  return (now, round) => ({
    approvalCode: STORY_APPROVALS.leave.approvalCode ?? '',
    applicant,
    form: leaveForm(now, round),
    approvers: [[WHO.lead.openId], [WHO.partner.openId]],
  });
};

const contract: Scene['submission'] = (now, round) => ({
  approvalCode: STORY_APPROVALS.contract.approvalCode ?? '',
  applicant: WHO.buyer.openId,
  form: contractForm(now, round),
  approvers: [[WHO.counsel.openId], [WHO.accountant.openId, WHO.director.openId]],
});

const payment: Scene['submission'] = (now, round, lastPurchase) => ({
  approvalCode: STORY_APPROVALS.payment.approvalCode ?? '',
  applicant: WHO.buyer.openId,
  form: paymentForm(now, round, lastPurchase),
  approvers: [[WHO.accountant.openId, WHO.treasurer.openId], [WHO.director.openId]],
});

/** Between them the scenes show all eight statuses. */
export const SCENES: readonly Scene[] = [
  {
    submission: purchase(WHO.engineer.openId),
    beats: [
      (sandbox, code) => sandbox.approve(code, { comment: '工位确实不够，同意' }),
      (sandbox, code) => sandbox.approve(code, { by: WHO.treasurer.openId, comment: '预算内' }),
      (sandbox, code) => sandbox.approve(code, { comment: '同意' }),
    ],
  },
  {
    submission: leave(WHO.designer.openId),
    beats: [(sandbox, code) => sandbox.reject(code, { comment: '下周发版，请改到月底' })],
  },
  {
    submission: contract,
    beats: [
      (sandbox, code) => sandbox.comment(code, WHO.counsel.openId, '第 7 条违约金比例请与对方再确认'),
      (sandbox, code) => sandbox.addSign(code, { people: [WHO.lead.openId], comment: '请研发确认服务等级' }),
      (sandbox, code) => sandbox.approveAll(code, { comment: '已修订，同意' }),
      (sandbox, code) => sandbox.revoke(code, { comment: '对方主体变更，重新签订' }),
    ],
  },
  {
    submission: payment,
    beats: [
      (sandbox, code) => sandbox.overtimeClose(code),
      (sandbox, code) => sandbox.overtimeRecover(code),
      (sandbox, code) => sandbox.approve(code, { comment: '发票已核对' }),
      (sandbox, code) => sandbox.approve(code, { comment: '同意付款' }),
    ],
  },
  {
    submission: leave(WHO.engineer.openId),
    beats: [(sandbox, code) => sandbox.withdraw(code, { comment: '行程取消' })],
  },
  {
    submission: purchase(WHO.designer.openId),
    beats: [
      (sandbox, code) => sandbox.transfer(code, { to: WHO.buyer.openId, comment: '请采购部先比价' }),
      (sandbox, code) => sandbox.sendBack(code, { comment: '请补充第三家报价' }),
      (sandbox, code) => sandbox.remove(code),
    ],
  },
];
