/** What the service answers, read. Pure. */
import { z } from 'zod';
import type { Refusal } from './customer-line.ts';
import { ImportStopped } from './options.ts';
import { type Applicant, applicantSchema } from './outcome.ts';

/** An answer, whole. */
export type Answer = { readonly status: number; readonly headers: Headers; readonly text: string };

const MAX_DETAIL = 300;

const problemSchema = z.object({
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/**
 * Ends the run where every other call would be answered like this one.
 * @param expected the statuses that are of use; by default all that are about one customer
 * @throws `ImportStopped`
 */
export function stopIfUseless({ status, text }: Answer, expected?: readonly number[]): void {
  if (status === 401)
    throw new ImportStopped('The service does not know the key: look at KYC_API_KEY and KYC_URL.');
  if (status === 403) throw new ImportStopped(`The key needs the scopes import and read: ${detailOf(text)}`);
  if (status === 404) throw new ImportStopped(TOO_OLD);
  if (status >= 300 && status < 400)
    throw new ImportStopped(
      `KYC_URL redirects (${status}): give the address of the service itself, not one behind a sign-in.`,
    );
  if (expected && !expected.includes(status))
    throw new ImportStopped(`${TOO_OLD} It says ${status}: ${detailOf(text)}`);
}

const TOO_OLD =
  'What answers at KYC_URL takes no known faces: look at the address, and at the version that is deployed.';

/** Reads an applicant. @throws `ImportStopped` if it is none, or somebody else */
export function applicantIn({ text }: Answer, userId: string): Applicant {
  const parsed = applicantSchema.safeParse(jsonOf(text));
  if (parsed.success && parsed.data.user_id === userId) return parsed.data;
  throw new ImportStopped(
    'What answers at KYC_URL is not the service, or another version of it: look at KYC_URL.',
  );
}

/** Reads why a line is refused. */
export function refusalOf({ status, text }: Answer): Refusal {
  const { code = `http_${status}` } = problemSchema.safeParse(jsonOf(text)).data ?? {};
  return { code, detail: detailOf(text) };
}

function detailOf(text: string): string {
  const { data } = problemSchema.safeParse(jsonOf(text));
  if (!data) return shortened(text);
  const fields = (data.errors ?? []).map(({ path, message }) => `${path}: ${message}`);
  return shortened([data.detail ?? '', ...fields].filter((part) => part !== '').join(' '));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The beginning of a text of others. */
export function shortened(text: string): string {
  return text.length > MAX_DETAIL ? `${text.slice(0, MAX_DETAIL)}…` : text;
}
