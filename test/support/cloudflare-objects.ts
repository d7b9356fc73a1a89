/** Cloudflare's API as far as it lists objects: two endpoints, on loopback. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What it knows. `fails`: answers 500 from this page of objects on, until it is changed. */
export type ListedObjects = {
  readonly account: string;
  readonly token: string;
  readonly worker: string;
  readonly ids: readonly string[];
  fails: number | null;
};

/** Objects in a page, whatever is asked for: so that there are several pages of few objects. */
export const OBJECTS_A_PAGE = 4;

/** Starts it on a free port. `asked`: the cursors that were asked for, `''` for the first page. */
export async function startObjectsApi(listed: ListedObjects) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://api.test');
    const send = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '0' });
      response.end(JSON.stringify({ success: status === 200, errors: [], messages: [], ...body }));
    };
    if (request.headers.authorization !== `Bearer ${listed.token}`)
      return send(403, { errors: [{ code: 10000, message: 'Authentication error' }], result: null });
    const path = url.pathname.replace(`/accounts/${listed.account}/workers/durable_objects`, '');
    if (path === '/namespaces') {
      const namespaces = [
        { id: 'other', class: 'Applicant', name: 'other_Applicant', script: 'other', use_sqlite: true },
        { id: 'limiter', class: 'RateLimiter', name: 'limiter', script: listed.worker, use_sqlite: true },
        { id: 'wanted', class: 'Applicant', name: 'wanted', script: listed.worker, use_sqlite: true },
      ];
      return send(200, { result: namespaces, result_info: { page: 1, per_page: 100, count: 3 } });
    }
    if (path !== '/namespaces/wanted/objects') return send(404, { result: null });
    const cursor = url.searchParams.get('cursor') ?? '';
    asked.push(cursor);
    const page = cursor === '' ? 0 : Number(cursor.replace('page ', ''));
    if (listed.fails !== null && page >= listed.fails) return send(500, { result: null });
    const ids = listed.ids.slice(page * OBJECTS_A_PAGE, (page + 1) * OBJECTS_A_PAGE);
    const more = listed.ids.length > (page + 1) * OBJECTS_A_PAGE;
    return send(200, {
      result: ids.map((id) => ({ id, hasStoredData: true })),
      result_info: { count: ids.length, cursor: more ? `page ${page + 1}` : '' },
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
