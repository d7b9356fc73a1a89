/** Lists the objects of a Worker by Cloudflare's API. */
import { z } from 'zod';
import { fetchJson } from './patient-fetch.ts';

/** Which account, with a token that may read its Workers. */
export type Account = { readonly apiUrl: string; readonly id: string; readonly token: string };

const namespacesSchema = z.object({
  result: z.array(z.object({ id: z.string(), class: z.string().nullish(), script: z.string().nullish() })),
});

const objectsSchema = z.object({
  result: z.array(z.object({ id: z.string(), hasStoredData: z.boolean().optional() })),
  result_info: z.object({ cursor: z.string().nullish() }).nullish(),
});

/** A page of objects. `next`: where the next one begins, or null after the last. */
export type ObjectPage = { readonly ids: readonly string[]; readonly next: string | null };

const NAMESPACES_A_PAGE = 100;
const MOST_PAGES = 100;

/** Finds the namespace of a Worker's class. @throws when the account has none */
export async function findNamespace(account: Account, worker: string, className: string): Promise<string> {
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const query = `?page=${page}&per_page=${NAMESPACES_A_PAGE}`;
    const { result } = namespacesSchema.parse(await get(account, `/namespaces${query}`));
    const found = result.find((it) => it.script === worker && it.class === className);
    if (found) return found.id;
    if (result.length < NAMESPACES_A_PAGE) break;
  }
  throw new Error(
    `The account has no Worker "${worker}" with objects of the class ${className}. Give its name: --worker NAME`,
  );
}

/** Lists the objects that store something, a page at a time. @param cursor where to begin, or null for the first page */
export async function listObjects(
  account: Account,
  namespace: string,
  cursor: string | null,
  limit: number,
): Promise<ObjectPage> {
  const after = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
  const answer = await get(
    account,
    `/namespaces/${encodeURIComponent(namespace)}/objects?limit=${limit}${after}`,
  );
  const { result, result_info } = objectsSchema.parse(answer);
  const ids = result.filter(({ hasStoredData }) => hasStoredData !== false).map(({ id }) => id);
  const next = result.length === 0 ? null : result_info?.cursor || null;
  return { ids, next };
}

function get({ apiUrl, id, token }: Account, path: string): Promise<unknown> {
  const url = `${apiUrl}/accounts/${encodeURIComponent(id)}/workers/durable_objects${path}`;
  return fetchJson(url, { headers: { authorization: `Bearer ${token}` } });
}
