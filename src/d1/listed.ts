/** Reads the rows of lists one by one: who can write to D1 can put anything there, and one row must not end a list. */
import { z } from 'zod';
import { type ApplicantView, applicantSchema } from '#src/contract/applicant.ts';
import { log } from '#src/platform/log.ts';
import { applicantOf, type ListedRow, listedRowSchema } from './row.ts';

const viewSchema = z.lazy(() => applicantSchema);
/** What the console shows of a part without asking whether it is there. */
const SHOWN = [
  ['review', 'opened_at'],
  ['match', 'similarity'],
  ['match', 'threshold'],
  ['dedupe', 'hits'],
  ['dedupe', 'near'],
] as const;

type Issues = readonly z.core.$ZodIssue[];

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((part: unknown, key) => z.looseObject({}).safeParse(part).data?.[String(key)], value);
}

/** Whether all that is wrong is absent: a field that was added later must not hide older applicants. */
function areAbsent(issues: Issues, value: unknown): boolean {
  return issues.every((issue) => {
    const there = valueAt(value, issue.path);
    if (there === undefined) return !issue.path.some((key) => typeof key === 'number');
    return issue.code === 'invalid_union' && issue.errors.some((errors) => areAbsent(errors, there));
  });
}

/** Whether each part that is there is of its type, and has what is always shown of it. */
function isShowable(view: ApplicantView): boolean {
  const { error } = viewSchema.safeParse(view);
  if (error && !areAbsent(error.issues, view)) return false;
  return SHOWN.every(([part, field]) => view[part] === null || valueAt(view, [part, field]) !== undefined);
}

/**
 * Makes the API's view from a row of a list.
 * @param row as D1 gives it
 * @param now ms since the epoch
 * @returns null for a row that the service cannot have written; it is logged
 */
export function listedView(row: unknown, now: number): ApplicantView | null {
  const view = viewOf(row, now);
  if (view) return view;
  const { id } = z
    .object({ id: z.number().nullable().catch(null) })
    .catch({ id: null })
    .parse(row);
  log('error', 'row_unreadable', { id });
  return null;
}

function viewOf(row: unknown, now: number): ApplicantView | null {
  const { data } = listedRowSchema.safeParse(row);
  const view = data && parsedView(data, now);
  return view && isShowable(view) ? view : null;
}

function parsedView(row: ListedRow, now: number): ApplicantView | null {
  try {
    return applicantOf(row, now);
  } catch {
    // Not JSON, or no object.
    return null;
  }
}
