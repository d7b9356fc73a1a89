/** The auditor's side over HTTP: the export, page by page. */
import { send } from './customer.ts';

/** One page as text, and where the next one is. */
export async function exportPage(query: string) {
  const { status, headers, body } = await send('GET', `/v1/events${query}`, { as: 'auditor' });
  const next = headers.get('link')?.match(/^<https:\/\/kyc\.test\/v1\/events(\?[^>]+)>; rel="next"$/)?.[1];
  return {
    status,
    headers,
    text: new TextDecoder().decode(body),
    next,
    cursor: headers.get('x-next-cursor'),
  };
}

/** All pages, by the link. @param query more of it, begun with `&` */
export async function exportPages(limit = 1_000, query = '') {
  const pages = [await exportPage(`?limit=${limit}${query}`)];
  for (let next = pages[0]?.next; next !== undefined; next = pages.at(-1)?.next) {
    if (pages.length === 100) throw new Error('the pages do not end');
    pages.push(await exportPage(next));
  }
  return pages;
}

/** The whole export. */
export async function exportText(): Promise<string> {
  return (await exportPages()).map((page) => page.text).join('');
}
