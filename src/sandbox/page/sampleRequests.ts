import type { Clock } from '../../base/clock.ts';
import type { Submission } from '../flow/submission.ts';
import { scenesIn } from '../story/scenes.ts';
import type { StoryLanguage } from '../story/storyLanguage.ts';
import type { WireWidget } from '../world/definition.ts';
import type { DemoSandbox } from './pageOptions.ts';

/** An approval for which a visitor may submit a request. */
export interface Sample {
  readonly approvalCode: string;
  readonly name: string;
}

/** One sample for each approval that the story has and the sandbox knows. */
export function samplesOf(sandbox: DemoSandbox, language: StoryLanguage): Sample[] {
  const known = new Set(scenesIn(language).map((scene) => scene.submission(0, 0, undefined).approvalCode));
  return sandbox.approvals().filter((approval) => known.has(approval.approvalCode));
}

/** Submits a sample with the visitor's words as its reason; undefined if there is no such sample. */
export function submitSample(
  { sandbox, clock, language }: { sandbox: DemoSandbox; clock: Clock; language: StoryLanguage },
  approvalCode: string,
  reason: string,
): string | undefined {
  const round = sandbox.instances().length;
  const submission = scenesIn(language)
    .map((scene) => scene.submission(clock.now(), round, undefined))
    .find((one) => one.approvalCode === approvalCode);
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
