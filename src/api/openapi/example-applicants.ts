/** Example applicants at several stages of an onboarding, and an example session, for the OpenAPI document. */
import { ERASURE_NOTE } from '#src/applicant/views/erasure-receipt.ts';
import type { ApplicantView, SessionView } from '#src/contract/applicant.ts';

/** An applicant that was just created. */
export const justCreated: ApplicantView = {
  user_id: 'user-12345',
  status: 'awaiting_id_photo',
  next_action: 'upload_id_photo',
  reasons: [],
  attempt: 0,
  attempts_left: 2,
  id_photo: null,
  liveness: null,
  match: null,
  face: null,
  dedupe: null,
  review: null,
  policy: 'p-1f0c9a3e',
  seq: 1,
  created_at: '2026-11-23T09:00:00.000Z',
  updated_at: '2026-11-23T09:00:00.000Z',
  decided_at: null,
  metadata: { plan: 'gold' },
  known_face: null,
  photos_deleted_at: null,
  erasure: null,
};

/** An applicant with an ID photo. */
export const withIdPhoto: ApplicantView = {
  ...justCreated,
  status: 'awaiting_liveness',
  next_action: 'start_liveness',
  id_photo: {
    uploaded_at: '2026-11-23T09:00:05.120Z',
    sha256: '5f6d7c1e0b9a48d2b7c3e4f5061728394a5b6c7d8e9f00112233445566778899',
    bytes: 183_204,
    content_type: 'image/jpeg',
    warnings: [],
  },
  seq: 2,
  updated_at: '2026-11-23T09:00:05.120Z',
};

/** An open liveness session. */
export const session: SessionView = {
  session_id: '0d3c1a52-8f5e-4c7b-9a61-2f4b6d8e0a13',
  session_url: 'https://verify.ilive.example/session/0d3c1a52-8f5e-4c7b-9a61-2f4b6d8e0a13',
  mode: 'passive',
  attempt: 1,
  expires_at: '2026-11-23T09:30:10.000Z',
};

const passed: ApplicantView = {
  ...withIdPhoto,
  attempt: 1,
  attempts_left: 1,
  liveness: {
    session_id: session.session_id,
    session_url: null,
    mode: session.mode,
    verdict: 'pass',
    confidence: 0.91,
    photo_quality_score: 0.83,
    started_at: '2026-11-23T09:00:10.000Z',
    expires_at: session.expires_at,
    decided_at: '2026-11-23T09:00:41.300Z',
  },
};

/** An applicant in review. */
export const inReview: ApplicantView = {
  ...passed,
  user_id: 'user-12344',
  status: 'in_review',
  next_action: 'wait',
  reasons: ['similarity_low'],
  match: {
    similarity: 0.61,
    threshold: 0.65,
    outcome: 'below_threshold',
    decided_at: '2026-11-23T09:00:42.010Z',
  },
  review: {
    opened_at: '2026-11-23T09:00:42.010Z',
    due_at: null,
    queue: 'standard',
    escalated_by: null,
    claimed_by: null,
    claimed_until: null,
    proposal: null,
    decision: null,
    ground: null,
    reviewer: null,
    decided_by: null,
    note: null,
    decided_at: null,
  },
  seq: 7,
  updated_at: '2026-11-23T09:00:42.010Z',
};

/** An approved applicant. */
export const approved: ApplicantView = {
  ...passed,
  status: 'approved',
  next_action: 'none',
  match: { similarity: 0.97, threshold: 0.65, outcome: 'match', decided_at: '2026-11-23T09:00:42.010Z' },
  face: { face_id: 'f-7c21', collection: 'users', indexed_at: '2026-11-23T09:00:42.400Z' },
  dedupe: {
    threshold: 0.5,
    floor: 0.3,
    outcome: 'unique',
    hits: [{ external_face_id: justCreated.user_id, face_id: 'f-7c21', similarity: 1, self: true }],
    near: [0.34],
    decided_at: '2026-11-23T09:00:42.800Z',
  },
  seq: 9,
  updated_at: '2026-11-23T09:00:42.800Z',
  decided_at: '2026-11-23T09:00:42.800Z',
};

/** An erased applicant, with the receipt of the erasure. */
export const erased: ApplicantView = {
  ...justCreated,
  status: 'erased',
  next_action: 'none',
  attempts_left: 0,
  seq: 13,
  updated_at: '2026-11-23T10:00:00.900Z',
  metadata: {},
  photos_deleted_at: '2026-11-23T10:00:00.300Z',
  erasure: {
    erased_at: '2026-11-23T10:00:00.000Z',
    cause: 'request',
    deleted: [
      { what: 'personal_data', where: 'durable_object', at: '2026-11-23T10:00:00.000Z' },
      { what: 'photos', where: 'r2', count: 2, at: '2026-11-23T10:00:00.300Z' },
      { what: 'face', where: 'ilive', face_id: 'f-7c21', at: '2026-11-23T10:00:00.600Z' },
      { what: 'personal_data', where: 'd1', at: '2026-11-23T10:00:00.900Z' },
    ],
    pending: [{ what: 'photos', where: 'r2', due_at: '2026-11-23T10:01:00.000Z' }],
    note: ERASURE_NOTE,
  },
};
