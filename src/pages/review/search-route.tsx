/** The search's route: reads the query, asks D1, and shows who was found. */
import type { Context } from 'hono';
import { z } from 'zod';
import { statusSchema } from '#src/contract/vocabulary.ts';
import { searchApplicants } from '#src/d1/console/search.ts';
import { searchAnywhere } from '#src/d1/console/search-anywhere.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { readD1 } from '#src/platform/storage.ts';
import { ageSchema } from './filter.ts';
import { readOwnForm } from './forms/own-form.ts';
import { hoursAgo } from './next.ts';
import { SearchPage } from './search-page.tsx';
import { consolePage } from './shell.tsx';

/** Applicants that one page shows of each kind. */
const MOST_FOUND = 100;
const NOBODY = { found: [], order: 'id', more: false, lookedAt: null } as const;

/** An unknown value of a filter counts as no filter: an old or foreign link must not end in an error. */
const searchQuery = z.object({
  q: z.string().trim().max(120).catch(''),
  status: statusSchema.optional().catch(undefined),
  from: z.iso.date().optional().catch(undefined),
  until: z.iso.date().optional().catch(undefined),
  waiting: ageSchema,
  /** Where an earlier search stopped looking. */
  before: z.coerce.number().int().positive().optional().catch(undefined),
});

/** Answers a search by its address: a link, or a page of the console without a query. */
export function searchByAddress(c: Context<HttpEnv>) {
  return answer(c, c.req.query());
}

/** Answers the search form. What is looked for may be a name, and so must not stand in an address. */
export async function searchByForm(c: Context<HttpEnv>) {
  const { foreign, typed } = await readOwnForm(c);
  return answer(c, foreign || !typed ? {} : typed);
}

async function answer(c: Context<HttpEnv>, given: Readonly<Record<string, string>>) {
  const query = searchQuery.parse(given);
  const { q: text, status, from, until, waiting, before = null } = query;
  const createdFrom = from && `${from}T00:00:00.000Z`;
  const createdBefore = until && `${until}T24:00:00.000Z`;
  const filter = { text, status, createdFrom, createdBefore, waitingSince: hoursAgo(waiting) };
  const { DB: db } = c.env;
  // What starts so was shown by the first page.
  const people =
    before === null ? await readD1(() => searchApplicants(db, filter, MOST_FOUND)) : { ...NOBODY };
  const anywhere = text === '' ? null : await readD1(() => searchAnywhere(db, filter, before, MOST_FOUND));
  const titleField = c.get('services').config.CONSOLE_TITLE_FIELD;
  const props = { ...query, before, people, anywhere, titleField };
  const scripts = ['review-search.js'];
  return consolePage(c, { title: 'Search', scripts, children: <SearchPage {...props} /> });
}
