/** The deployed Worker. */
import { z } from 'zod';
import { PERMISSIONS, type Target } from './target.ts';

const permission = PERMISSIONS.scripts;
const secretsSchema = z.array(z.object({ name: z.string() }));
const deploymentsSchema = z.object({
  deployments: z.array(z.object({ versions: z.array(z.object({ version_id: z.string() })) })),
});
const schedulesSchema = z.object({ schedules: z.array(z.object({ cron: z.string() })) });
const versionSchema = z.object({ annotations: z.record(z.string(), z.unknown()).nullish() });

/** A version of the Worker. `tag`: the fingerprint of what it was made of, see `fingerprint.ts`. */
export type Version = { readonly id: string; readonly tag: string | null };

/** A Worker that was found. */
export type Worker = {
  /** The names of its secrets. */
  readonly secrets: readonly string[];
  /** When its cron runs. */
  readonly crons: readonly string[];
  /** The versions that serve: more than one during a gradual deployment. */
  readonly versions: readonly Version[];
};

/** Finds the Worker by its name. */
export async function findWorker(target: Target): Promise<Worker | null> {
  const { api, accountId, choices } = target;
  const path = `/accounts/${accountId}/workers/scripts/${choices.name}`;
  const secrets = await api.find({ path: `${path}/secrets`, permission, schema: secretsSchema });
  if (secrets === null) return null;
  const schedules = await api.find({ path: `${path}/schedules`, permission, schema: schedulesSchema });
  return {
    secrets: secrets.map(({ name }) => name),
    crons: schedules?.schedules.map(({ cron }) => cron) ?? [],
    versions: await servingVersions(target),
  };
}

/** Reads which versions of the Worker serve: those of its newest deployment. */
export async function servingVersions({ api, accountId, choices }: Target): Promise<readonly Version[]> {
  const path = `/accounts/${accountId}/workers/scripts/${choices.name}`;
  const answer = await api.find({ path: `${path}/deployments`, permission, schema: deploymentsSchema });
  const serving = answer?.deployments[0]?.versions ?? [];
  return Promise.all(
    serving.map(async ({ version_id: id }) => {
      const version = await api.find({ path: `${path}/versions/${id}`, permission, schema: versionSchema });
      const tag = version?.annotations?.['workers/tag'];
      return { id, tag: typeof tag === 'string' ? tag : null };
    }),
  );
}
