import type { Submission } from '../flow/submission.ts';
import type { Sandbox } from '../sandbox.ts';
import { STORY_PEOPLE as WHO } from './cast.ts';
import { contractForm, leaveForm, paymentForm } from './formValues.ts';
import { purchaseForm } from './purchaseForm.ts';
import { STORY_APPROVALS } from './storyApprovals.ts';
import { type StoryLanguage, type StoryText, storyTextIn } from './storyLanguage.ts';

/** One instance's life: how it is submitted, and what then happens to it, step by step. */
export interface Scene {
  /**
   * @param now ms since the epoch
   * @param round counts submissions, so no two are alike
   * @param lastPurchase the code of the newest purchase, if there is one
   */
  readonly submission: (now: number, round: number, lastPurchase: string | undefined) => Submission;
  readonly beats: readonly ((sandbox: Sandbox, code: string) => void)[];
}

/** The scenes of the story in one language. Together they show all eight statuses. */
export function scenesIn(language: StoryLanguage): Scene[] {
  const say = storyTextIn(language);
  return [
    boughtScene(language, say),
    refusedLeaveScene(language, say),
    revokedContractScene(language, say),
    overduePaymentScene(language, say),
    withdrawnLeaveScene(language, say),
    removedPurchaseScene(language, say),
  ];
}

/** Bought after three approvals. */
function boughtScene(language: StoryLanguage, say: StoryText): Scene {
  return {
    submission: purchase(language, WHO.engineer.openId),
    beats: [
      (sandbox, code) =>
        sandbox.approve(code, { comment: say('工位确实不够，同意', 'We do need the desks. Approved') }),
      (sandbox, code) =>
        sandbox.approve(code, { by: WHO.treasurer.openId, comment: say('预算内', 'Within budget') }),
      (sandbox, code) => sandbox.approve(code, { comment: say('同意', 'Approved') }),
    ],
  };
}

/** Leave that is refused. */
function refusedLeaveScene(language: StoryLanguage, say: StoryText): Scene {
  return {
    submission: leave(language, WHO.designer.openId),
    beats: [
      (sandbox, code) =>
        sandbox.reject(code, {
          comment: say(
            '下周发版，请改到月底',
            'We release next week: please take it at the end of the month',
          ),
        }),
    ],
  };
}

/** A contract with comments, an added approver and a revocation. */
function revokedContractScene(language: StoryLanguage, say: StoryText): Scene {
  return {
    submission: contract(language),
    beats: [
      (sandbox, code) =>
        sandbox.comment(
          code,
          WHO.counsel.openId,
          say('第 7 条违约金比例请与对方再确认', 'Please confirm the penalty in clause 7 with them'),
        ),
      (sandbox, code) =>
        sandbox.addSign(code, {
          people: [WHO.lead.openId],
          comment: say('请研发确认服务等级', 'Engineering, please check the service levels'),
        }),
      (sandbox, code) => sandbox.approveAll(code, { comment: say('已修订，同意', 'Revised. Approved') }),
      (sandbox, code) =>
        sandbox.revoke(code, {
          comment: say('对方主体变更，重新签订', 'Their company has changed: we sign a new one'),
        }),
    ],
  };
}

/** A payment that is late, closed, reopened and approved. */
function overduePaymentScene(language: StoryLanguage, say: StoryText): Scene {
  return {
    submission: payment(language),
    beats: [
      (sandbox, code) => sandbox.overtimeClose(code),
      (sandbox, code) => sandbox.overtimeRecover(code),
      (sandbox, code) => sandbox.approve(code, { comment: say('发票已核对', 'Invoice checked') }),
      (sandbox, code) => sandbox.approve(code, { comment: say('同意付款', 'Approved for payment') }),
    ],
  };
}

/** Leave that is withdrawn. */
function withdrawnLeaveScene(language: StoryLanguage, say: StoryText): Scene {
  return {
    submission: leave(language, WHO.engineer.openId),
    beats: [(sandbox, code) => sandbox.withdraw(code, { comment: say('行程取消', 'The trip is cancelled') })],
  };
}

/** A purchase that is handed on, sent back and deleted. */
function removedPurchaseScene(language: StoryLanguage, say: StoryText): Scene {
  return {
    submission: purchase(language, WHO.designer.openId),
    beats: [
      (sandbox, code) =>
        sandbox.transfer(code, {
          to: WHO.buyer.openId,
          comment: say('请采购部先比价', 'Procurement, please compare prices first'),
        }),
      (sandbox, code) =>
        sandbox.sendBack(code, { comment: say('请补充第三家报价', 'Please add a third quotation') }),
      (sandbox, code) => sandbox.remove(code),
    ],
  };
}

function purchase(language: StoryLanguage, applicant: string): Scene['submission'] {
  return (now, round) => ({
    ...STORY_APPROVALS.purchase,
    applicant,
    form: purchaseForm({ language, now, round }),
    approvers: [[WHO.lead.openId], [WHO.accountant.openId, WHO.treasurer.openId], [WHO.director.openId]],
  });
}

function leave(language: StoryLanguage, applicant: string): Scene['submission'] {
  return (now, round) => ({
    ...STORY_APPROVALS.leave,
    applicant,
    form: leaveForm({ language, now, round }),
    approvers: [[WHO.lead.openId], [WHO.partner.openId]],
  });
}

function contract(language: StoryLanguage): Scene['submission'] {
  return (now, round) => ({
    ...STORY_APPROVALS.contract,
    applicant: WHO.buyer.openId,
    form: contractForm({ language, now, round }),
    approvers: [[WHO.counsel.openId], [WHO.accountant.openId, WHO.director.openId]],
  });
}

function payment(language: StoryLanguage): Scene['submission'] {
  return (now, round, lastPurchase) => ({
    ...STORY_APPROVALS.payment,
    applicant: WHO.buyer.openId,
    form: paymentForm({ language, now, round }, lastPurchase),
    approvers: [[WHO.accountant.openId, WHO.treasurer.openId], [WHO.director.openId]],
  });
}
