/** Schemas that several parts of the API share: ids, times, scores, statuses, reasons, decisions, grounds. */
import { z } from '@hono/zod-openapi';
import { groundSchema as coreGroundSchema, GROUNDS } from '#src/core/grounds.ts';
import {
  closingDecisionSchema as coreClosingDecisionSchema,
  decisionSchema as coreDecisionSchema,
  reasonSchema as coreReasonSchema,
} from '#src/core/reasons.ts';

/** A time: RFC 3339 in UTC. The service writes milliseconds. */
export const instant = z.iso.datetime();
/** A similarity, confidence or quality, from 0 to 1. */
export const score = z.number().min(0).max(1);
/**
 * Makes a schema nullable. Use it for schemas with a name, instead of `.nullable()`, which would make the named schema
 * itself nullable in the OpenAPI document.
 */
export const orNull = <S extends z.ZodType>(schema: S) => z.union([schema, z.null()]);

/** The caller's own id of a person. It names the applicant's Durable Object. */
export const userIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,119}$/)
  .openapi({
    description:
      'Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name.',
    examples: ['user-12345'],
  });
/** The status of an applicant. */
export const statusSchema = z
  .enum([
    'awaiting_id_photo',
    'awaiting_liveness',
    'verifying',
    'in_review',
    'approved',
    'rejected',
    'known',
    'erased',
  ])
  .openapi('Status', {
    description:
      'Where the applicant stands; `approved`, `rejected`, `erased` are final. `known`: a customer from before, of whom nothing was verified.',
  });
/**
 * Why an applicant has its status; the names of the core. A new schema, because the core's has no `openapi()`: it was
 * made before the OpenAPI extension was loaded. The same holds for decisions and grounds.
 */
export const reasonSchema = z.enum(coreReasonSchema.options).openapi('Reason', {
  description: 'Why the applicant stands there. The introduction lists what each leads to.',
});
/** What a reviewer can decide; the names of the core. */
export const decisionSchema = z.enum(coreDecisionSchema.options).openapi('Decision', {
  description:
    '`approve` accepts the evidence as it is, `reject` ends it, `retry_liveness` grants another session, `new_id_photo` asks for ' +
    'another ID photo, `resume` tries a failed step again. `escalate` moves the case to the senior queue, `return` moves it back.',
});
/** A decision that closes the case. */
export const closingDecisionSchema = z
  .enum(coreClosingDecisionSchema.options)
  .openapi('ClosingDecision', { description: 'A decision that closes the case.' });

const grounds = Object.entries(GROUNDS).map(
  ([decision, all]) => `- \`${decision}\`: ${all.map((ground) => `\`${ground}\``).join(', ')}`,
);
/** The ground of a reviewer's decision; the names of the core. */
export const groundSchema = z.enum(coreGroundSchema.options).openapi('Ground', {
  description: `Why it was decided so, as data that stays in the log. Each decision has its own:\n\n${grounds.join('\n')}`,
});

/** The queue that an open case is in. */
export const reviewQueueSchema = z.enum(['standard', 'senior']);

/** Who claims and decides. E-mail addresses and ids are in lower case, names of keys as they are. */
export const actorNameSchema = z
  .string()
  .min(1)
  .max(300)
  .transform((name) => (name.startsWith('key:') ? name : name.toLowerCase()));

/**
 * Makes the schema of a text of at most `max` characters (UTF-16 code units). Refuses lone surrogates: they have no
 * canonical JSON, so the log could not hold them.
 */
export const wellFormed = (max: number) =>
  z
    .string()
    .max(max)
    .refine((text) => text.isWellFormed(), 'must be well-formed Unicode (no lone surrogates)');

/** The liveness mode of a session at iLive. */
export const modeSchema = z
  .enum(['passive', 'active'])
  .openapi('LivenessMode', { description: '`passive` watches, `active` asks for movements.' });
