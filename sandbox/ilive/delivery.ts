import { randomUUID } from 'node:crypto';
import type { Delivery, DeliveryAttempt } from '../memory.ts';
import type { World } from '../world.ts';
import { readWishes } from './faults.ts';
import type { Outcome, Session } from './session.ts';
import { signedHeaders, verdictBody } from './webhook.ts';

/** Sends a session's verdict to its webhook URL, if it has one and no fault forbids it. Never rejects. */
export async function deliverVerdict(world: World, session: Session, outcome: Outcome): Promise<void> {
  const { faults } = readWishes(session.referenceId);
  if (session.webhookUrl === null || faults.has('no-webhook-')) return;
  const body = verdictBody(session, outcome);
  for (let times = faults.has('twice-') ? 2 : 1; times > 0; times--) {
    await deliver(world, {
      id: randomUUID(),
      sessionId: session.id,
      url: session.webhookUrl,
      body,
      attempts: [],
    });
  }
}

/** At most two attempts, the second only after a 5xx or when the receiver was not reached (`/docs/auth/webhooks`). */
async function deliver(world: World, delivery: Delivery): Promise<void> {
  world.memory.deliveries.set(delivery.id, delivery);
  const first = await attempt(world, delivery);
  if (first.status !== null && first.status < 500) return;
  await world.settings.sleep(world.settings.webhookRetryMs);
  await attempt(world, delivery);
}

async function attempt(world: World, { url, body, attempts }: Delivery): Promise<DeliveryAttempt> {
  const { settings } = world;
  // iLive calls the id random per delivery: nothing says that the second attempt carries the first one's.
  const headers = signedHeaders(settings.webhookSecret, body, settings.now(), randomUUID());
  const entry: DeliveryAttempt = { at: settings.now(), headers, status: null, error: null };
  attempts.push(entry);
  try {
    const answer = await settings.deliver(url, { method: 'POST', headers, body });
    entry.status = answer.status;
    await answer.body?.cancel();
  } catch (error) {
    entry.error = error instanceof Error ? error.message : String(error);
  }
  return entry;
}
