import type { RemindingDelivery } from './delivery.ts';
import type { BuzzContent, RemindedStep } from './deliveryContent.ts';
import type { SilencedReminder } from './silence.ts';

/** What a reminder is about, by which rule. */
export function remindedIn(delivery: RemindingDelivery): {
  readonly rule: string;
  readonly waiting: BuzzContent['waiting'];
} {
  if (delivery.kind === 'summary') return delivery.content;
  const { instanceCode, content } = delivery;
  return { rule: content.rule, waiting: [{ instanceCode, steps: content.steps }] };
}

/** The reminders that a delivery holds, one for each step. */
export function remindersIn(delivery: RemindingDelivery): (RemindedStep & SilencedReminder)[] {
  const { chat, approvalCode, content } = delivery;
  const all =
    delivery.kind === 'summary'
      ? delivery.content.waiting
      : [{ instanceCode: delivery.instanceCode, approvalCode, steps: delivery.content.steps }];
  return all.flatMap(({ instanceCode: instance, approvalCode: approval, steps }) =>
    steps.map((step) => ({ ...step, instance, approval, chat, rule: content.rule })),
  );
}
