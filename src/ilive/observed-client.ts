/** Watches the calls to iLive for the figures. It changes no call and no answer. */
import type { IliveClient } from './client.ts';
import { type Failure, isAboutSession, type Reply } from './failure.ts';
import { pictureFaultOf, saysNoFace } from './refused-picture.ts';

/** The names of the calls, as the figures show them. */
export const ILIVE_ROUTES = [
  'create_session',
  'result',
  'photo',
  'detect',
  'compare',
  'create_collection',
  'index',
  'list_faces',
  'search',
  'delete_face',
] as const;
/** The name of a call. */
export type IliveRoute = (typeof ILIVE_ROUTES)[number];

/** How calls end, as the figures show it. */
export const ILIVE_OUTCOMES = [
  'ok',
  /** 429. */
  'rate_limited',
  /** 408, 425 or 5xx. */
  'server_error',
  /** No answer: the network, or the time-out. */
  'unanswered',
  /** An answer that cannot be read. */
  'unreadable',
  /** 401 or 403: our key is refused. */
  'key_refused',
  /** 401, 404 or 410 of `result` and `photo`: the session or its token, not our key. */
  'session_unknown',
  /** The picture is refused, or no face is found on it. */
  'picture_refused',
  /** Another answer that will not change. */
  'refused',
] as const;
/** How a call ended. */
export type IliveOutcome = (typeof ILIVE_OUTCOMES)[number];

/** One call. `code`: iLive's error code or ours; null for a success. */
export type CallNote = {
  readonly route: IliveRoute;
  readonly outcome: IliveOutcome;
  readonly code: string | null;
};

/** Gives a client whose calls are noted when they have ended. What `note` throws is dropped: it must not fail a call. */
export function observeCalls(client: IliveClient, note: (call: CallNote) => void): IliveClient {
  const observed =
    <A extends readonly unknown[], T>(route: IliveRoute, method: (...given: A) => Promise<Reply<T>>) =>
    // Not an async function: its frame would hold the pictures until iLive has answered.
    (...given: A): Promise<Reply<T>> =>
      method(...given).then((reply) => {
        try {
          note({ route, outcome: outcomeOf(route, reply), code: reply.ok ? null : reply.failure.code });
        } catch {
          // Figures are not worth a call.
        }
        return reply;
      });
  return {
    createSession: observed('create_session', client.createSession),
    result: observed('result', client.result),
    photo: observed('photo', client.photo),
    detect: observed('detect', client.detect),
    compare: observed('compare', client.compare),
    createCollection: observed('create_collection', client.createCollection),
    index: observed('index', client.index),
    listFaces: observed('list_faces', client.listFaces),
    search: observed('search', client.search),
    deleteFace: observed('delete_face', client.deleteFace),
  };
}

/** Says how a call ended. */
export function outcomeOf(route: IliveRoute, reply: Reply<unknown>): IliveOutcome {
  return reply.ok ? 'ok' : outcomeOfFailure(route, reply.failure);
}

function outcomeOfFailure(route: IliveRoute, failure: Failure): IliveOutcome {
  const { kind, status } = failure;
  const isOfSession = route === 'result' || route === 'photo';
  if (isOfSession && isAboutSession(failure)) return 'session_unknown';
  // The face that is to be deleted is gone already.
  if (route === 'delete_face' && status === 404) return 'ok';
  switch (kind) {
    case 'key':
      return 'key_refused';
    case 'unreadable':
      return 'unreadable';
    case 'permanent':
      return pictureFaultOf(failure) !== null || saysNoFace(failure) ? 'picture_refused' : 'refused';
    case 'passing':
      if (status === 429) return 'rate_limited';
      return status === null ? 'unanswered' : 'server_error';
  }
}
