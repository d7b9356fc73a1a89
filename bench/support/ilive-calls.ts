/** Calls to iLive as the stub sees them. */
import type { IncomingMessage } from 'node:http';

/** The calls that this service makes. */
export type CallName =
  | 'create_session'
  | 'result'
  | 'photo'
  | 'detect'
  | 'compare'
  | 'create_collection'
  | 'index'
  | 'list'
  | 'search'
  | 'other';

/**
 * One call. `at` in ms since the epoch, when its last byte had come; `startMs` the same on `performance`'s clock; `limited`
 * where the tier counts it.
 */
export type Call = {
  readonly name: CallName;
  readonly user: string;
  readonly limited: boolean;
  readonly at: number;
  readonly startMs: number;
  readonly bytesIn: number;
  status: number;
  tookMs: number;
};

/** What users are called in all that is measured: for what they are here, and a number. */
const USER = /bench-[a-z]+-\d{5}/;
/** Fields and the label of a tiny picture stand at the beginning; a real one need not be searched. */
const HEAD_BYTES = 4_096;

/** Whom the text names, or nobody. */
export function userIn(text: string): string {
  return text.match(USER)?.[0] ?? '';
}

/** What came in. */
export function callOf({ method = '', url = '/' }: IncomingMessage, body: Buffer, at: number): Call {
  const { pathname } = new URL(url, 'http://stub.test');
  const user = userIn(pathname) || userIn(body.toString('latin1', 0, HEAD_BYTES));
  const limited = pathname.startsWith('/api/v2/');
  const bytesIn = body.length;
  return {
    name: nameOf(method, pathname),
    user,
    limited,
    at,
    startMs: performance.now(),
    bytesIn,
    status: 0,
    tookMs: 0,
  };
}

function nameOf(method: string, pathname: string): CallName {
  if (pathname === '/api/v1/managed-session') return 'create_session';
  if (pathname.endsWith('/result')) return 'result';
  if (pathname.endsWith('/photo')) return 'photo';
  if (pathname.endsWith('/faces:detect')) return 'detect';
  if (pathname.endsWith('/faces:compare')) return 'compare';
  if (pathname.endsWith('/collections')) return 'create_collection';
  if (pathname.includes('/search-by-face/')) return 'search';
  if (!pathname.endsWith('/faces')) return 'other';
  return method === 'GET' ? 'list' : 'index';
}
