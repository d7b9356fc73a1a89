/** What the service answers, read. */
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

const TOO_OLD = 'This service takes no known faces: look at KYC_URL, and at the version that is deployed.';

/** Ends the run where every other call would be answered like this one. @throws `ImportStopped` */
export function stopIfUseless({ status, text }: Answer): void {
  if (status === 401)
    throw new ImportStopped('The service does not know the key: look at KYC_API_KEY and KYC_URL.');
  if (status === 403)
    throw new ImportStopped(
      `The key may not do it: give it the scopes import and read (${shortened(text)}).`,
    );
  if (status === 404) throw new ImportStopped(TOO_OLD);
  if (status >= 300 && status < 400)
    throw new ImportStopped(
      `KYC_URL redirects (${status}): give the address of the service itself, not one behind a sign-in.`,
    );
}

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
  const parsed = problemSchema.safeParse(jsonOf(text));
  if (!parsed.success) return { code: `http_${status}`, detail: shortened(text) };
  const { code, detail, errors = [] } = parsed.data;
  const fields = errors.map(({ path, message }) => `${path}: ${message}`);
  return { code, detail: shortened([detail ?? '', ...fields].filter((part) => part !== '').join(' ')) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The beginning of a text of others. */
export const shortened = (text: string) =>
  text.length > MAX_DETAIL ? `${text.slice(0, MAX_DETAIL)}…` : text;
