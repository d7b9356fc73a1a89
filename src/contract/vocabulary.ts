/** The words of the API: ids, times, scores, statuses, reasons and what else several shapes are made of. */
import { z } from '@hono/zod-openapi';
import { groundSchema as coreGroundSchema, GROUNDS } from '#src/core/grounds.ts';
import { decisionSchema as coreDecisionSchema, reasonSchema as coreReasonSchema } from '#src/core/reasons.ts';

/** RFC 3339 UTC with milliseconds. */
export const instant = z.iso.datetime();
/** A similarity, confidence or quality. */
export const score = z.number().min(0).max(1);
/** Instead of `.nullable()`, which of a named schema would make the name itself nullable in the documentation. */
export const orNull = <S extends z.ZodType>(schema: S) => z.union([schema, z.null()]);

/** The caller's own id of a person; it names the Durable Object. */
export const userIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,119}$/)
  .openapi({
    description:
      'Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name.',
    examples: ['user-12345'],
  });
/** The public statuses. */
export const statusSchema = z
  .enum([
    'awaiting_id_photo',
    'awaiting_liveness',
    'verifying',
    'in_review',
    'approved',
    'rejected',
    'erased',
  ])
  .openapi('Status', {
    description: 'Where the applicant stands; `approved`, `rejected`, `erased` are final.',
  });
/** Why; the core's names. Made anew: what was made before the documentation's extension was loaded lacks it. */
export const reasonSchema = z.enum(coreReasonSchema.options).openapi('Reason', {
  description: 'Why the applicant stands there. The introduction lists what each leads to.',
});
/** The reviewers' answers; the core's names. */
export const decisionSchema = z.enum(coreDecisionSchema.options).openapi('Decision', {
  description:
    '`approve` accepts the evidence as it is, `reject` ends it, `retry_liveness` grants another session, `new_id_photo` asks for ' +
    'another ID photo, `resume` tries a failed step again.',
});

const grounds = Object.entries(GROUNDS).map(
  ([decision, all]) => `- \`${decision}\`: ${all.map((ground) => `\`${ground}\``).join(', ')}`,
);
/** Why a reviewer decided so; the core's names. */
export const groundSchema = z.enum(coreGroundSchema.options).openapi('Ground', {
  description: `Why it was decided so, as data that stays in the log. Each decision has its own:\n\n${grounds.join('\n')}`,
});

/** Lone surrogates have no canonical JSON, so the log could not hold them. */
export const wellFormed = (most: number) =>
  z
    .string()
    .max(most)
    .refine((text) => text.isWellFormed(), 'must be well-formed Unicode (no lone surrogates)');

/** How iLive looks at the person. */
export const modeSchema = z
  .enum(['passive', 'active'])
  .openapi('LivenessMode', { description: '`passive` watches, `active` asks for movements.' });
