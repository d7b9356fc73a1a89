/** `/v1/applicants`: create, read, list. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { reasonSchema } from '../core/reasons.ts';
import { checkIdPhoto, storeIdPhoto } from '../id-photo.ts';
import type { World } from '../world.ts';
import { requireScope } from './auth.ts';
import { MAX_IMAGE_BYTES } from './body.ts';
import type { HttpEnv } from './context.ts';
import { createBody, readForm } from './create-body.ts';
import { fromCursor, pageQuery, toPage } from './cursor.ts';
import { IDEMPOTENCY_PROBLEMS, idempotencyHeader, idempotent } from './idempotency.ts';
import { invalidRequest, keyedResponses, notFound, problem } from './problem.ts';
import { actorOf, createRouter } from './router.ts';
import * as schema from './schema.ts';

const create = createRoute({
  method: 'post',
  path: '/v1/applicants',
  middleware: [requireScope('applicants'), createBody, idempotent] as const,
  request: {
    headers: idempotencyHeader,
    body: {
      content: {
        'application/json': { schema: schema.createApplicantSchema },
        'multipart/form-data': { schema: schema.createFormSchema },
      },
    },
  },
  responses: {
    200: schema.applicantResponse('The user exists already and is unchanged.'),
    201: schema.applicantResponse('Created.'),
    ...keyedResponses(
      'invalid_json',
      'body_too_large',
      ...IDEMPOTENCY_PROBLEMS,
      'image_too_large',
      'unsupported_image',
      'empty_image',
      'invalid_image',
      'no_face_in_id_photo',
    ),
  },
});

const read = createRoute({
  method: 'get',
  path: '/v1/applicants/{user_id}',
  middleware: [requireScope('applicants')] as const,
  request: { params: schema.userIdParam },
  responses: {
    200: schema.applicantResponse('The applicant, never stale.'),
    ...keyedResponses('applicant_not_found'),
  },
});

const erase = createRoute({
  method: 'delete',
  path: '/v1/applicants/{user_id}',
  middleware: [requireScope('applicants')] as const,
  request: { params: schema.userIdParam },
  responses: {
    200: schema.applicantResponse(
      'Erased; `erasure` is the receipt. Again gives the same, as far as it is by then.',
    ),
    ...keyedResponses('applicant_not_found'),
  },
});

const list = createRoute({
  method: 'get',
  path: '/v1/applicants',
  middleware: [requireScope('applicants')] as const,
  request: {
    query: z.object({
      ...pageQuery,
      status: schema.statusSchema.optional(),
      reason: reasonSchema.optional(),
      created_after: z.iso.datetime({ offset: true }).optional(),
      created_before: z.iso.datetime({ offset: true }).optional(),
    }),
  },
  responses: {
    200: schema.pageResponse('Applicants, newest first.', schema.applicantSchema),
    ...keyedResponses(),
  },
});

/** Routes about applicants as such. */
export const applicants = createRouter()
  .openapi(create, async (c) => {
    const multipart = c.req.header('content-type')?.toLowerCase().startsWith('multipart/form-data');
    const { fields, idPhoto } = multipart
      ? readForm(schema.createFormSchema.parse(c.req.valid('form')))
      : { fields: schema.createApplicantSchema.safeParse(c.req.valid('json')), idPhoto: undefined };
    if (!fields.success) return invalidRequest(c, fields.error);
    const { user_id: userId, metadata = {}, consent } = fields.data;
    const world = c.get('world');

    const object = c.env.APPLICANTS.getByName(userId);
    const existing = await object.read();
    if (existing) return existsAlready(c, existing);

    // A refused file refuses the whole request, so it is looked at before anybody is created.
    const checked = idPhoto === undefined ? null : await checkFile(idPhoto, world);
    if (checked && !checked.ok) return problem(c, checked.problem.code, { detail: checked.problem.detail });
    const actor = actorOf(c.get('caller'));
    const { created, applicant, photoPrefix } = await object.create(
      { userId, metadata, consent: schema.consentOf(consent) },
      actor,
    );
    if (!created) return existsAlready(c, applicant);
    if (!checked) return c.json(applicant, 201);
    const attached = await storeIdPhoto(
      checked,
      photoPrefix,
      world,
      async (photo) => await object.attachIdPhoto(photo, actor),
    );
    return c.json(attached.ok ? attached.value : applicant, 201);
  })
  .openapi(read, async (c) => {
    const applicant = await c.env.APPLICANTS.getByName(c.req.valid('param').user_id).read();
    return applicant ? c.json(applicant, 200) : notFound(c);
  })
  .openapi(erase, async (c) => {
    const erased = await c.env.APPLICANTS.getByName(c.req.valid('param').user_id).erase(
      actorOf(c.get('caller')),
    );
    return erased.ok ? c.json(erased.value, 200) : notFound(c);
  })
  .openapi(list, async (c) => {
    const { limit, cursor, status, reason, created_after, created_before } = c.req.valid('query');
    const after = cursor === undefined ? null : fromCursor(cursor);
    if (after === undefined) return problem(c, 'invalid_request', { detail: 'cursor: is not one of ours' });
    const utc = (instant: string | undefined) => instant && new Date(instant).toISOString();
    const filter = { status, reason, createdAfter: utc(created_after), createdBefore: utc(created_before) };
    const rows = await c.get('world').records.applicants(filter, after, limit + 1);
    return c.json(toPage(rows, limit), 200);
  });

/** Unchanged; but whoever was erased stays so. */
function existsAlready(c: Context<HttpEnv>, applicant: schema.ApplicantView) {
  if (applicant.status !== 'erased') return c.json(applicant, 200);
  return problem(c, 'gone', { detail: 'This user was erased. Use another user_id for a new onboarding.' });
}

/** The form's `id_photo`. */
async function checkFile(part: unknown, world: World) {
  const refuse = <C extends string>(code: C, detail: string) =>
    ({ ok: false, problem: { code, detail } }) as const;
  if (!(part instanceof File)) return refuse('invalid_request', 'id_photo: must be a file');
  if (part.size > MAX_IMAGE_BYTES) return refuse('image_too_large', `At most ${MAX_IMAGE_BYTES} bytes.`);
  return checkIdPhoto(new Uint8Array(await part.arrayBuffer()), world);
}
