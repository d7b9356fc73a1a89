/** iLive's API as this service uses it. Every answer is parsed, every failure typed; nothing is retried here. */
import type { z } from 'zod';
import type { LivenessMode } from '#src/core/policy.ts';
import { type Call, type Connection, call, parseJson } from './call.ts';
import { type Reply, unanswered } from './failure.ts';
import { multipartOf, type Picture } from './multipart.ts';
import * as wire from './wire.ts';

/** What a new session is made with. URLs must be public https at iLive. */
export type SessionRequest = {
  readonly mode: LivenessMode;
  readonly redirectUrl: string;
  readonly webhookUrl: string;
  readonly referenceId: string;
};

/** Somebody waits for the upload's answer: the check of the ID photo gives up sooner than the pipeline's calls. */
const DETECT_TIMEOUT_MS = 5_000;
/** Largest page of the face list (/docs/api/face-services/faces-list). */
const LIST_LIMIT = 200;
/** One session's faces fit on one page; cursors that go round in a circle end here. */
const MAX_PAGES = 10;

/** The calls. */
export type IliveClient = ReturnType<typeof createIliveClient>;

/** One client for one key. */
export function createIliveClient(connection: Connection) {
  const json = async <T>(request: Call, schema: z.ZodType<T>): Promise<Reply<T>> => {
    const reply = await call(connection, request);
    if (!reply.ok) return reply;
    const parsed = schema.safeParse(parseJson(reply.value.bytes));
    if (parsed.success) return { ok: true, value: parsed.data };
    return { ok: false, failure: unanswered('unparsable_answer', reply.value.status) };
  };
  const collectionPath = (collection: string) => `/api/v2/collections/${encodeURIComponent(collection)}`;
  const sessionPath = (id: string, part: string) => `/api/v1/session/${encodeURIComponent(id)}/${part}`;

  return {
    /** /docs/liveness/managed-sessions. The mode is always sent: active is iLive's default. */
    createSession({ mode, redirectUrl, webhookUrl, referenceId }: SessionRequest) {
      const body = { mode, redirect_url: redirectUrl, webhook_url: webhookUrl, reference_id: referenceId };
      return json({ method: 'POST', path: '/api/v1/managed-session', json: body }, wire.createdSessionSchema);
    },

    /** The authoritative verdict (/docs/liveness/attestation). `verdict` is absent while there is none. */
    async result(sessionId: string, token: string): Promise<Reply<z.infer<typeof wire.resultSchema>>> {
      const path = sessionPath(sessionId, 'result');
      const reply = await json({ method: 'GET', path, query: { token } }, wire.resultSchema);
      const foreign =
        reply.ok && reply.value.session_id !== undefined && reply.value.session_id !== sessionId;
      return foreign ? { ok: false, failure: unanswered('unparsable_answer') } : reply;
    },

    /** The JPEG of the person (/docs/get-started/web); the bytes are not yet looked at. */
    async photo(sessionId: string, token: string): Promise<Reply<Uint8Array<ArrayBuffer>>> {
      const reply = await call(connection, {
        method: 'GET',
        path: sessionPath(sessionId, 'photo'),
        query: { token },
      });
      return reply.ok ? { ok: true, value: reply.value.bytes } : reply;
    },

    /** All faces with brightness, sharpness and pose. */
    detect(picture: Picture) {
      const form = multipartOf({ attributes: 'all' }, { image: picture });
      const path = '/api/v2/faces:detect';
      return json({ method: 'POST', path, form, timeoutMs: DETECT_TIMEOUT_MS }, wire.detectedSchema);
    },

    /** Similarity of the largest faces; the liveness photo is the source (/docs/guides/kyc-onboarding). */
    compare(livenessPhoto: Picture, idPhoto: Picture, threshold: number) {
      const pictures = { source_image: livenessPhoto, target_image: idPhoto };
      const form = multipartOf({ threshold: String(threshold) }, pictures);
      return json({ method: 'POST', path: '/api/v2/faces:compare', form }, wire.comparedSchema);
    },

    /** Creates the collection; that it exists already is a success. */
    async createCollection(collection: string): Promise<Reply<null>> {
      const request = {
        method: 'POST',
        path: '/api/v2/collections',
        json: { external_id: collection },
      } as const;
      const reply = await json(request, wire.createdCollectionSchema);
      const exists = !reply.ok && reply.failure.status === 409;
      return reply.ok || exists ? { ok: true, value: null } : reply;
    },

    /** Adds the largest face; not idempotent. Gives the face's id. */
    index(collection: string, picture: Picture, externalFaceId: string, externalImageId: string) {
      const fields = { external_face_id: externalFaceId, external_image_id: externalImageId };
      const form = multipartOf(fields, { image: picture });
      const path = `${collectionPath(collection)}/faces`;
      return json({ method: 'POST', path, form }, wire.indexedSchema);
    },

    /** All faces indexed under that `external_image_id`. */
    async listFaces(collection: string, externalImageId: string) {
      const faces: z.infer<typeof wire.listedSchema>['faces'] = [];
      let cursor: string | null = null;
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const next: Record<string, string> = cursor === null ? {} : { cursor };
        const query = { external_image_id: externalImageId, limit: String(LIST_LIMIT), ...next };
        const path = `${collectionPath(collection)}/faces`;
        const reply = await json({ method: 'GET', path, query }, wire.listedSchema);
        if (!reply.ok) return reply;
        // Filtered again: a filter that the server ignored must not have us adopt or delete a stranger's face.
        faces.push(...reply.value.faces.filter((face) => face.external_image_id === externalImageId));
        cursor = reply.value.next_cursor ?? null;
        if (cursor === null) return { ok: true, value: faces } as const;
      }
      return { ok: false, failure: unanswered('unparsable_answer') } as const;
    },

    /** Faces most like this one. `max_faces` is the guide's name for `max_results`; without `threshold` hits could be missing. */
    search(collection: string, faceId: string, maxResults: number, threshold: number) {
      const most = String(maxResults);
      const query = { max_results: most, max_faces: most, threshold: String(threshold) };
      const path = `${collectionPath(collection)}/search-by-face/${encodeURIComponent(faceId)}`;
      return json({ method: 'POST', path, query }, wire.searchedSchema);
    },

    /** Inferred path and 204: no page describes it. A 404, or another success, is left to the caller to believe. */
    async deleteFace(collection: string, faceId: string): Promise<Reply<null>> {
      const path = `${collectionPath(collection)}/faces/${encodeURIComponent(faceId)}`;
      const reply = await call(connection, { method: 'DELETE', path });
      if (!reply.ok) return reply;
      const { status } = reply.value;
      return status === 204
        ? { ok: true, value: null }
        : { ok: false, failure: unanswered('unparsable_answer', status) };
    },
  };
}
