/** Waits until a version of the Worker says that it is well. */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { SCHEMA, VERSION } from '../../src/config/release.ts';
import { plainLine } from '../plain-text.ts';

const PAUSE_MS = 1_000;
const CALL_TIMEOUT_MS = 10_000;

const healthSchema = z.object({
  status: z.literal('ok'),
  version: z.string(),
  schema: z.string(),
  deployment: z.string(),
});

/** The answer of `/healthz`; `problem` says in words what is wrong with it, null for nothing. */
export type Health = { readonly problem: string | null };

/**
 * Asks until the version serves and is well.
 * @param url the address before `/healthz` @param versionId the upload that must answer @param withinMs how long to ask
 * @returns the last answer
 */
export async function waitForHealth(url: string, versionId: string, withinMs: number): Promise<Health> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const health = await askHealth(url, versionId);
    if (health.problem === null || performance.now() >= deadline) return health;
    await pause(PAUSE_MS);
  }
}

async function askHealth(url: string, versionId: string): Promise<Health> {
  try {
    const options = { redirect: 'manual', signal: AbortSignal.timeout(CALL_TIMEOUT_MS) } as const;
    const response = await fetch(`${url}/healthz`, options);
    return { problem: healthProblem(response.status, await response.text(), versionId) };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
    return { problem: plainLine(`no answer (${error}${cause})`) };
  }
}

/**
 * Judges an answer. The version before answers as well, until the new one has reached each of Cloudflare's locations.
 * @returns one plain line, whatever the answer says; null when all is well
 */
export function healthProblem(status: number, body: string, versionId: string): string | null {
  const problem = problemIn(status, body, versionId);
  return problem === null ? null : plainLine(problem);
}

function problemIn(status: number, body: string, versionId: string): string | null {
  if (status !== 200) return `${status} ${body.slice(0, 300)}`;
  const answer = healthSchema.safeParse(jsonOf(body)).data;
  if (answer === undefined) return `200, but not from this service: ${body.slice(0, 100)}`;
  if (answer.deployment !== versionId) return 'another version still answers';
  if (answer.version !== VERSION) return `it says version ${answer.version} instead of ${VERSION}`;
  return answer.schema < SCHEMA ? `D1 has the schema ${answer.schema}, not ${SCHEMA}` : null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
