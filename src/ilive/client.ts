/**
 * iLive's API as far as this service uses it. Every answer is parsed and every failure typed. Nothing is retried here.
 */
import type { z } from 'zod';
import type { LivenessMode } from '#src/core/policy.ts';
import { log } from '#src/platform/log.ts';
import { fieldName, fieldsNotRead, pathOf } from './answer-values.ts';
import { type Call, type Connection, call } from './call.ts';
import { type Reply, unreadable } from './failure.ts';
import { parseJson } from './lenient-json.ts';
import { multipartOf, type Picture } from './multipart.ts';
import * as wire from './wire.ts';

/** The fields of a new session. iLive takes only public https URLs (/docs/liveness/managed-sessions). */
export type SessionRequest = {
  readonly mode: LivenessMode;
  readonly redirectUrl: string;
  readonly webhookUrl: string;
  readonly referenceId: string;
};

/** A person waits for the answer to an upload, so the check of the ID photo has a shorter time-out than other calls. */
const DETECT_TIMEOUT_MS = 5_000;
/** The largest page of the face list (/docs/api/face-services/faces-list). */
const LIST_LIMIT = 200;
/** The faces of one session fit on one page. This limit ends a list whose cursors repeat. */
const MAX_PAGES = 10;
/** A list of odd hits must not fill the operator's log. */
const MAX_FIELDS_LOGGED = 5;

/** The calls to iLive. */
export type IliveClient = ReturnType<typeof createIliveClient>;

/** What the client needs. `sessionHosts`: where iLive's pages may be, as `session-hosts.ts` reads them. */
type ClientOptions = Connection & { readonly sessionHosts: readonly string[] };

/** Creates the client of one API key. */
export function createIliveClient({ sessionHosts, ...connection }: ClientOptions) {
  const createdSession = wire.createdSessionSchema(sessionHosts);
  const json = async <T>(request: Call, schema: z.ZodType<T>): Promise<Reply<T>> => {
    const reply = await call(connection, request);
    if (!reply.ok) return reply;
    const { bytes, status } = reply.value;
    const answer = parseJson(bytes);
    const { data, error } = schema.safeParse(answer);
    if (error) {
      const field = fieldName(pathOf(error));
      log('warn', 'answer_unreadable', { path: request.path, status, field });
      return { ok: false, failure: unreadable(field, status) };
    }
    for (const field of fieldsNotRead(answer, data).slice(0, MAX_FIELDS_LOGGED))
      log('warn', 'answer_field_unreadable', { path: request.path, field });
    return { ok: true, value: data };
  };
  const collectionPath = (collection: string) => `/api/v2/collections/${encodeURIComponent(collection)}`;
  const sessionPath = (id: string, part: string) => `/api/v1/session/${encodeURIComponent(id)}/${part}`;

  return {
    /**
     * Creates a session (/docs/liveness/managed-sessions). The mode is always sent, because active is iLive's default
     * (/docs/liveness/active-vs-passive). Inferred: the literal `active`.
     * @param isIdUsed whether no new session may have that id: an answer with such an id counts as unreadable
     */
    async createSession(
      { mode, redirectUrl, webhookUrl, referenceId }: SessionRequest,
      isIdUsed: (sessionId: string) => boolean,
    ): Promise<Reply<z.infer<typeof createdSession>>> {
      const body = { mode, redirect_url: redirectUrl, webhook_url: webhookUrl, reference_id: referenceId };
      const reply = await json(
        { method: 'POST', path: '/api/v1/managed-session', json: body },
        createdSession,
      );
      const isUsed = reply.ok && isIdUsed(reply.value.session_id);
      return isUsed ? { ok: false, failure: unreadable('session_id', null) } : reply;
    },

    /**
     * Asks for the authoritative verdict (/docs/liveness/attestation). Inferred: the API key may go along with the
     * token; `verdict` is absent while there is none. An answer about another session counts as unreadable.
     */
    async result(sessionId: string, token: string): Promise<Reply<z.infer<typeof wire.resultSchema>>> {
      const path = sessionPath(sessionId, 'result');
      const reply = await json({ method: 'GET', path, query: { token } }, wire.resultSchema);
      const isForeign = reply.ok && (reply.value.session_id ?? sessionId) !== sessionId;
      return isForeign ? { ok: false, failure: unreadable('session_id', null) } : reply;
    },

    /**
     * Fetches the JPEG of the person (/docs/get-started/web). Inferred: the body is the picture itself, and the API key
     * may go along with the token. The bytes are not checked here.
     */
    async photo(sessionId: string, token: string): Promise<Reply<Uint8Array<ArrayBuffer>>> {
      const reply = await call(connection, {
        method: 'GET',
        path: sessionPath(sessionId, 'photo'),
        query: { token },
        answer: 'photo',
      });
      return reply.ok ? { ok: true, value: reply.value.bytes } : reply;
    },

    /** Finds all faces, with brightness, sharpness and pose (/docs/face-services/attributes). */
    detect(picture: Picture) {
      const form = multipartOf({ attributes: 'all' }, { image: picture });
      const path = '/api/v2/faces:detect';
      return json({ method: 'POST', path, form, timeoutMs: DETECT_TIMEOUT_MS }, wire.detectedSchema);
    },

    /**
     * Compares the largest faces of two pictures (/docs/api/face-services/faces-compare). The liveness photo is the
     * source (/docs/guides/kyc-onboarding).
     * @param threshold 0 to 1. It changes only `is_match`, which is not read
     */
    compare(livenessPhoto: Picture, idPhoto: Picture, threshold: number) {
      const pictures = { source_image: livenessPhoto, target_image: idPhoto };
      const form = multipartOf({ threshold: String(threshold) }, pictures);
      return json({ method: 'POST', path: '/api/v2/faces:compare', form }, wire.comparedSchema);
    },

    /** Creates the collection. One that exists already (409, /docs/reference/error-codes) counts as success. */
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

    /**
     * Adds the face on a picture to the collection (/docs/face-services/overview). No page says which of several faces.
     * Inferred: the call is not idempotent, and it takes `external_image_id`.
     * @returns the face's id at iLive
     */
    index(collection: string, picture: Picture, externalFaceId: string, externalImageId: string) {
      const fields = { external_face_id: externalFaceId, external_image_id: externalImageId };
      const form = multipartOf(fields, { image: picture });
      const path = `${collectionPath(collection)}/faces`;
      return json({ method: 'POST', path, form }, wire.indexedSchema);
    },

    /**
     * Lists the faces that were indexed with that `external_image_id` (/docs/api/face-services/faces-list). Others may be
     * among them if iLive ignores the filter.
     */
    async listFaces(collection: string, externalImageId: string) {
      const faces: wire.ListedFace[] = [];
      let cursor: string | null = null;
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const next: Record<string, string> = cursor === null ? {} : { cursor };
        const query = { external_image_id: externalImageId, limit: String(LIST_LIMIT), ...next };
        const path = `${collectionPath(collection)}/faces`;
        const reply = await json({ method: 'GET', path, query }, wire.listedSchema);
        if (!reply.ok) return reply;
        const read = wire.listedFacesOf(reply.value.faces, externalImageId);
        if (!read.ok) return { ok: false, failure: unreadable(read.refusal, null) } as const;
        faces.push(...read.value);
        cursor = reply.value.next_cursor || null;
        if (cursor === null) return { ok: true, value: faces } as const;
      }
      return { ok: false, failure: unreadable('next_cursor', null) } as const;
    },

    /**
     * Searches for the faces most similar to one (/docs/api/face-services/search-by-face). `max_faces` is the name of
     * `max_results` in the guide (/docs/guides/kyc-onboarding), so both are sent. The threshold is always sent, because
     * iLive's default is not known and could hide hits.
     */
    search(collection: string, faceId: string, maxResults: number, threshold: number) {
      const most = String(maxResults);
      const query = { max_results: most, max_faces: most, threshold: String(threshold) };
      const path = `${collectionPath(collection)}/search-by-face/${encodeURIComponent(faceId)}`;
      return json({ method: 'POST', path, query }, wire.searchedSchema);
    },

    /**
     * Deletes a face. Inferred: the path, and that success is a 204, since no page describes the call. A 404 and any
     * other success are returned as failures; the caller must find out whether the face is gone.
     */
    async deleteFace(collection: string, faceId: string): Promise<Reply<null>> {
      const path = `${collectionPath(collection)}/faces/${encodeURIComponent(faceId)}`;
      const reply = await call(connection, { method: 'DELETE', path });
      if (!reply.ok) return reply;
      const { status } = reply.value;
      return status === 204 ? { ok: true, value: null } : { ok: false, failure: unreadable('body', status) };
    },
  };
}
