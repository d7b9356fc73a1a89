/** Webhooks that are signed as iLive signs and say something odd. */
import fc from 'fast-check';
import { corruptedJson, oddBody, oddText, oddValue } from './arbitrary-json.ts';

/** The raw body, and headers beside the signature's. */
export type OddWebhook = {
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly webhookId: string | null;
};

const oddId = fc.oneof(
  oddText,
  fc.constantFrom(
    '',
    '..',
    '%00',
    'a/b',
    'a\u0000b',
    'a'.repeat(120),
    'a'.repeat(121),
    'a'.repeat(201),
    'ünï',
    '-a',
    'nobody-1',
  ),
);

/** @param sessions pairs of a user and its open session */
export function oddWebhook(
  sessions: readonly { user: string; sessionId: string }[],
): fc.Arbitrary<OddWebhook> {
  const body = fc.constantFrom(...sessions).chain(({ user, sessionId }) => {
    const right = {
      event: 'liveness.verdict',
      // Of nobody's session: a right one would start a run.
      session_id: `not-${sessionId}`,
      verdict: 'pass',
      confidence: 0.9,
      reference_id: user,
      location: { ip: '203.0.113.7' },
    };
    return fc.oneof(
      corruptedJson(right),
      oddId.map((id) => JSON.stringify({ ...right, reference_id: id })),
      oddId.map((id) => JSON.stringify({ ...right, session_id: id })),
      oddValue.map((value) => JSON.stringify({ ...right, confidence: value, verdict: value })),
      fc.constant(JSON.stringify(right).replace('0.9', '1e999')),
      oddBody,
    );
  });
  const webhookId = fc.option(fc.constantFrom('', 'a'.repeat(5_000), 'null'));
  return fc.record({ body, webhookId });
}
