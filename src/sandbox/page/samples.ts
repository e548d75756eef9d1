import type { Clock } from '../../base/clock.ts';
import type { WireWidget } from '../definition.ts';
import { SCENES } from '../storyScenes.ts';
import type { Submission } from '../submission.ts';
import type { DemoSandbox } from './demo.ts';

/** A request a visitor may submit: the approval, and how its form is filled in. */
export interface Sample {
  readonly approvalCode: string;
  readonly name: string;
}

/** One sample for each approval the story knows and the sandbox has. */
export function samplesOf(sandbox: DemoSandbox): Sample[] {
  const told = new Set(SCENES.map((scene) => scene.submission(0, 0, undefined).approvalCode));
  return sandbox.approvals().filter((approval) => told.has(approval.approvalCode));
}

/** Submits a sample with the visitor's own words as its reason; undefined where there is no such sample. */
export function submitSample(
  sandbox: DemoSandbox,
  clock: Clock,
  approvalCode: string,
  reason: string,
): string | undefined {
  const round = sandbox.instances().length;
  const submission = SCENES.map((scene) => scene.submission(clock.now(), round, undefined)).find(
    (one) => one.approvalCode === approvalCode,
  );
  return submission && sandbox.submit(withReason(submission, reason));
}

/** Puts the reason into the first widget that people write text into, or into a leave's own reason. */
function withReason(submission: Submission, reason: string): Submission {
  const form = submission.form ?? [];
  const index = form.findIndex((widget) => widget.type === 'textarea' || widget.type === 'input');
  const leave = form.findIndex((widget) => String(widget.type).startsWith('leaveGroup'));
  const change = (widget: WireWidget, i: number): WireWidget => {
    if (i === index) return { ...widget, value: reason };
    if (index < 0 && i === leave) return { ...widget, value: { ...(widget.value as object), reason } };
    return widget;
  };
  return reason === '' ? submission : { ...submission, form: form.map(change) };
}
