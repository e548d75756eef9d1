import type { InstanceRef } from './change.ts';
import { type BuzzDelivery, isOfOne, type RemindingDelivery } from './delivery.ts';
import type { RemindedInstance, RemindedStep } from './deliveryContent.ts';
import type { SilencedReminder } from './silence.ts';

/** The pending steps in a delivery, by instance. */
export function waitingIn(
  delivery: RemindingDelivery | BuzzDelivery,
): (InstanceRef & Pick<RemindedInstance, 'steps'>)[] {
  const { approvalCode } = delivery;
  if (!isOfOne(delivery)) return delivery.content.waiting.map((one) => ({ approvalCode, ...one }));
  const { instanceCode, content } = delivery;
  return [{ instanceCode, approvalCode, steps: content.steps }];
}

/** The reminders in a delivery, one for each step. */
export function remindersIn(delivery: RemindingDelivery): (RemindedStep & SilencedReminder)[] {
  const { chat, content } = delivery;
  return waitingIn(delivery).flatMap(({ instanceCode: instance, approvalCode: approval, steps }) =>
    steps.map((step) => ({ ...step, instance, approval, chat, rule: content.rule })),
  );
}
