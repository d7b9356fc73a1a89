/** The parts that `GET /healthz` and `GET /status` look at. */
import { SCHEMA } from '#src/config/release.ts';
import type { Services } from '#src/config/services.ts';
import { within } from '#src/platform/timeout.ts';

/** How long each part has to answer. */
const WITHIN_MS = 4_000;

/** The parts that fail, and the newest migration that D1 has, null for none or when D1 does not answer. */
export type Parts = {
  readonly failing: readonly ('d1' | 'schema' | 'r2')[];
  readonly schema: string | null;
};

/**
 * Asks D1 and R2; one that takes too long fails. `schema` fails when D1 lacks a migration of this version. A newer one is no failure: migrations only
 * add, and after a rollback D1 keeps what it has.
 */
export async function checkParts({
  deployment,
  photos,
}: Pick<Services, 'deployment' | 'photos'>): Promise<Parts> {
  const [d1, r2] = await Promise.allSettled([inTime(deployment.newestMigration()), inTime(photos.check())]);
  const schema = d1.status === 'fulfilled' ? d1.value : null;
  const isOld = d1.status === 'fulfilled' && (schema ?? '') < SCHEMA;
  return {
    failing: [
      ...(d1.status === 'rejected' ? (['d1'] as const) : []),
      ...(isOld ? (['schema'] as const) : []),
      ...(r2.status === 'rejected' ? (['r2'] as const) : []),
    ],
    schema,
  };
}

/** @throws when there is no answer in time */
async function inTime<T>(asked: Promise<T>): Promise<T> {
  const answer = await within(
    WITHIN_MS,
    asked.then((value) => ({ value })),
  );
  if (answer === null) throw new Error('no answer in time');
  return answer.value;
}
