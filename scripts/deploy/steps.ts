/** The steps that change something, in their order: each is done only if the plan says so, and prints one line. */

import { plainLine } from '../plain-text.ts';
import { resourceNames } from './choices.ts';
import { createDatabase } from './d1.ts';
import { DeployFailure } from './failure.ts';
import { waitForHealth } from './health.ts';
import type { Plan } from './plan.ts';
import { createBucket, LOCKED_PREFIX, lockAudit } from './r2.ts';
import type { Target } from './target.ts';
import { servingVersions } from './worker.ts';
import { migrate, rollBack, uploadWorker, type WranglerRun, type WranglerSetup } from './wrangler.ts';

/** Prints a line. */
export type Say = (step: string, what: string) => void;

/** Creates D1 where it is missing. @returns its id */
export async function ensureDatabase(target: Target, plan: Plan, say: Say): Promise<string> {
  const { database } = resourceNames(target.choices);
  if (plan.databaseId !== null) {
    say('database', `${database} is there`);
    return plan.databaseId;
  }
  const id = await createDatabase(target);
  say('database', `${database} created${inWords(target)}`);
  return id;
}

/** Creates the bucket where it is missing, and locks the files of the days. */
export async function ensureBucket(target: Target, plan: Plan, say: Say): Promise<void> {
  const { bucket } = resourceNames(target.choices);
  if (plan.bucket === null) await createBucket(target);
  say('bucket', plan.bucket === null ? `${bucket} created${inWords(target)}` : `${bucket} is there`);
  if (plan.locksAudit) await lockAudit(target, plan.bucket?.locks ?? []);
  say('lock', `${LOCKED_PREFIX} ${plan.locksAudit ? 'is locked now' : 'is locked'}`);
}

function inWords({ choices: { jurisdiction } }: Target): string {
  return jurisdiction === undefined ? '' : ` in ${jurisdiction}`;
}

/** Brings D1 up to date. */
export async function applyMigrations(plan: Plan, wrangler: WranglerSetup, say: Say): Promise<void> {
  if (plan.migrations.length === 0) return say('migrations', 'D1 has all of them');
  const run = await migrate(wrangler);
  if (!run.ok)
    throw new DeployFailure(
      `D1 did not take the migrations:\n${lastLines(run)}`,
      'the version before serves on, and reads D1 as it is; run the command again, it goes on where it stopped',
    );
  say('migrations', `applied ${plan.migrations.join(', ')}`);
}

/** A version to be put into service. */
export type Upload = { readonly tag: string; readonly secretsFile: string | null };

/** Uploads code and secrets. @returns the id of the version that serves now @throws DeployFailure when it failed */
export async function upload(
  target: Target,
  plan: Plan,
  { tag, secretsFile }: Upload,
  wrangler: WranglerSetup,
  say: Say,
): Promise<string> {
  const run = await uploadWorker({ tag, secretsFile }, wrangler);
  if (run.ok && run.versionId !== null) {
    say('upload', `version ${run.versionId}${secretsFile === null ? '' : ', with the secrets'}`);
    return run.versionId;
  }
  const [serving] = await servingVersions(target);
  const what = `wrangler could not deploy:\n${lastLines(run)}`;
  if (serving === undefined)
    throw new DeployFailure(what, 'nothing serves yet; solve this and run the command again');
  if (serving.id === plan.before?.id)
    throw new DeployFailure(
      what,
      `the version before (${serving.id}) serves on; solve this and run the command again`,
    );
  // The code went out, and something after it failed: a cron or a route.
  throw await undo(target, plan, what, wrangler);
}

/** How the health of the new version is asked for. */
export type HealthCheck = { readonly url: string; readonly withinMs: number };

/** Waits until the version is well; puts the one before into service again when it does not become so. */
export async function confirmHealth(
  target: Target,
  plan: Plan,
  versionId: string,
  { url, withinMs }: HealthCheck,
  wrangler: WranglerSetup,
  say: Say,
): Promise<void> {
  const { problem } = await waitForHealth(url, versionId, withinMs);
  if (problem === null) return say('health', `${url}/healthz is well`);
  const what = `${url}/healthz is not well after ${withinMs / 1_000} s: ${problem}`;
  if (versionId === plan.before?.id)
    throw new DeployFailure(
      what,
      `nothing was changed; npx wrangler tail ${target.choices.name} shows why, docs/runbook.md`,
    );
  throw await undo(target, plan, what, wrangler);
}

/** Rolls back. @returns the failure, with what came of it */
async function undo(
  target: Target,
  plan: Plan,
  what: string,
  wrangler: WranglerSetup,
): Promise<DeployFailure> {
  const { name } = target.choices;
  const look = `npx wrangler tail ${name} shows why`;
  if (plan.before === null)
    return new DeployFailure(
      what,
      `there is no version before to go back to; if the lines above do not say why, ${look}; then run the command again`,
    );
  const run = await rollBack(name, plan.before.id, wrangler);
  if (run.ok)
    return new DeployFailure(
      `${what}\nrolled back: the version before (${plan.before.id}) serves again`,
      `correct it and run the command again; D1 keeps its migrations, which only add`,
    );
  return new DeployFailure(
    `${what}\nAND IT COULD NOT BE ROLLED BACK:\n${lastLines(run)}`,
    `put the version before into service by hand now: npx wrangler rollback ${plan.before.id} --name ${name}`,
  );
}

/** What wrangler said last; it names no secret. */
function lastLines({ output }: WranglerRun): string {
  const lines = output.split('\n').filter((line) => !/^\s*(env\.|$)/.test(line));
  return lines
    .slice(-12)
    .map((line) => `    ${plainLine(line)}`)
    .join('\n');
}
