/** The API's routes for Workers: uploads, versions, deployments, secrets. */
import { randomUUID } from 'node:crypto';
import { type Account, type Script, servingVersion, type Version } from './account.ts';
import { type ApiCall, jsonOf, ok, type Route, refused } from './answer.ts';
import { createAssetUploads } from './asset-uploads.ts';
import type { Runtime } from './runtime.ts';
import { isLacking, readMetadata, readVersion } from './uploads.ts';

const noWorker = refused(404, 10007, 'This Worker does not exist on your account.');

/** Makes the routes. */
export function workerRoutes(account: Account, runtime: () => Runtime): readonly Route[] {
  const assets = createAssetUploads();
  const scriptOf = ({ params }: ApiCall) => account.scripts.get(params[0] ?? '');
  /** A route that answers only for a Worker that is there. */
  const withScript =
    (answer: (script: Script, call: ApiCall) => ReturnType<Route[2]>): Route[2] =>
    (call) => {
      const script = scriptOf(call);
      return script ? answer(script, call) : noWorker;
    };

  /** Takes an upload as a version; `serves`: puts it into service. */
  async function upload(call: ApiCall, serves: boolean) {
    const { databases, buckets, faults, scripts } = account;
    if (faults.refuseUploads) return refused(500, 10013, 'An unknown error has occurred.');
    const name = call.params[0] ?? '';
    const script = scripts.get(name) ?? newScript();
    const metadata = await readMetadata(call);
    const version = await readVersion(call, metadata, servingVersion(script)?.bindings ?? []);
    if (typeof version === 'string') return refused(400, 10057, version);
    const lacking = version.bindings.find((binding) => isLacking({ databases, buckets }, binding));
    if (lacking) return refused(400, 10021, `binding ${lacking.name} names nothing that exists`);
    const bindings = faults.changeBindings?.(version.bindings) ?? version.bindings;
    script.versions.push({ ...version, bindings, files: assets.filesOf(metadata.assets?.jwt) });
    script.migrationTag = metadata.migrations?.new_tag ?? script.migrationTag;
    scripts.set(name, script);
    if (serves) script.serving.unshift(version.id);
    if (serves) await runtime().update();
    const answer = { tag: script.id, startup_time_ms: 1, deployment_id: version.id.replaceAll('-', '') };
    return ok(serves ? { ...answer, id: name } : { ...answer, ...publicVersion(version) });
  }

  return [
    ...assets.routes,
    ['PUT', /^\/workers\/scripts\/([^/]+)$/, (call) => upload(call, true)],
    ['POST', /^\/workers\/scripts\/([^/]+)\/versions$/, (call) => upload(call, false)],
    [
      'GET',
      /^\/workers\/subdomain$/,
      () =>
        account.subdomain === null
          ? refused(404, 10007, 'You do not have a workers.dev subdomain.')
          : ok({ subdomain: account.subdomain }),
    ],
    [
      'GET',
      /^\/workers\/domains$/,
      ({ query }) =>
        ok(
          [...account.domains]
            .filter(([hostname]) => hostname === query.get('hostname'))
            .map(([hostname, service]) => ({ id: hostname, hostname, service, environment: 'production' })),
        ),
    ],
    [
      'POST',
      /^\/workers\/scripts\/([^/]+)\/domains\/changeset$/,
      withScript(() => ok({ added: [], removed: [], updated: [], conflicting: [] })),
    ],
    [
      'PUT',
      /^\/workers\/scripts\/([^/]+)\/domains\/records$/,
      withScript((_, call) => {
        // As Cloudflare does with the overrides that wrangler sends where it cannot ask: another Worker loses it.
        for (const { hostname } of jsonOf(call).origins) account.domains.set(hostname, call.params[0] ?? '');
        return ok([]);
      }),
    ],
    [
      'GET',
      /^\/workers\/services\/([^/]+)$/,
      withScript((script, { params }) =>
        ok({
          id: params[0],
          default_environment: {
            environment: 'production',
            script: {
              id: params[0],
              tag: script.id,
              migration_tag: script.migrationTag,
              last_deployed_from: 'wrangler',
            },
          },
        }),
      ),
    ],
    ['GET', /^\/workers\/services\/[^/]+\/environments\/.*/, () => ok([])],
    [
      'GET',
      /^\/workers\/scripts\/([^/]+)\/secrets$/,
      withScript((script) =>
        ok(
          (servingVersion(script)?.bindings ?? [])
            .filter(({ type }) => type === 'secret_text')
            .map(({ name }) => ({ name, type: 'secret_text' })),
        ),
      ),
    ],
    [
      'GET',
      /^\/workers\/scripts\/([^/]+)\/settings$/,
      withScript((script) => {
        const bindings = servingVersion(script)?.bindings ?? [];
        return ok({
          bindings: bindings.map(({ text: _, ...binding }) => binding),
          compatibility_flags: [],
          tags: [],
        });
      }),
    ],
    ['PATCH', /^\/workers\/scripts\/([^/]+)\/(?:script-)?settings$/, () => ok({ tags: [] })],
    ['GET', /^\/workers\/scripts\/([^/]+)\/script-settings$/, () => ok({ tags: [] })],
    [
      'GET',
      /^\/workers\/scripts\/([^/]+)\/versions$/,
      withScript(({ versions }) => ok({ items: versions.toReversed().map(publicVersion) })),
    ],
    [
      'GET',
      /^\/workers\/scripts\/([^/]+)\/versions\/([^/]+)$/,
      withScript((script, { params }) => {
        const version = script.versions.find(({ id }) => id === params[1]);
        return version ? ok(publicVersion(version)) : refused(404, 10007, 'There is no such version.');
      }),
    ],
    [
      'GET',
      /^\/workers\/scripts\/([^/]+)\/deployments$/,
      withScript(({ serving }) => ok({ deployments: serving.map(publicDeployment) })),
    ],
    [
      'POST',
      /^\/workers\/scripts\/([^/]+)\/deployments$/,
      withScript(async (script, call) => {
        script.serving.unshift(jsonOf(call).versions[0].version_id);
        await runtime().update();
        return ok({ id: randomUUID() });
      }),
    ],
    ['GET', /^\/workers\/scripts\/([^/]+)\/schedules$/, withScript(({ schedules }) => ok({ schedules }))],
    [
      'PUT',
      /^\/workers\/scripts\/([^/]+)\/schedules$/,
      withScript((script, call) => {
        if (account.faults.refuseSchedules) return refused(500, 10013, 'Schedules are out of order.');
        script.schedules = jsonOf(call);
        return ok({ schedules: script.schedules });
      }),
    ],
    [
      'GET',
      /^\/workers\/workers\/([^/]+)$/,
      withScript((script, { params }) => ok(publicWorker(params[0], script))),
    ],
    [
      'PATCH',
      /^\/workers\/workers\/([^/]+)$/,
      withScript((script, call) => {
        script.isAtWorkersDev = jsonOf(call).subdomain?.enabled ?? script.isAtWorkersDev;
        return ok(publicWorker(call.params[0], script));
      }),
    ],
    [
      'GET',
      /^\/workers\/scripts\/([^/]+)\/subdomain$/,
      withScript(({ isAtWorkersDev }) => ok({ enabled: isAtWorkersDev, previews_enabled: false })),
    ],
    [
      'POST',
      /^\/workers\/scripts\/([^/]+)\/subdomain$/,
      withScript((script, call) => {
        script.isAtWorkersDev = jsonOf(call).enabled;
        return ok({ enabled: script.isAtWorkersDev, previews_enabled: false });
      }),
    ],
  ];
}

function publicWorker(name: string | undefined, { id, isAtWorkersDev }: Script) {
  return { id, name, subdomain: { enabled: isAtWorkersDev, previews_enabled: false } };
}

function newScript(): Script {
  return {
    id: randomUUID(),
    versions: [],
    serving: [],
    migrationTag: undefined,
    schedules: [],
    isAtWorkersDev: false,
  };
}

const created = {
  created_on: '2026-01-01T00:00:00Z',
  source: 'wrangler',
  author_email: 'operator@example.com',
};

function publicVersion({ id, annotations, bindings }: Omit<Version, 'files'>) {
  const resources = {
    bindings: bindings.map(({ text: _, ...shown }) => shown),
    script: { etag: 'etag', handlers: [] },
    script_runtime: {},
  };
  return { id, number: 1, metadata: created, annotations, resources };
}

function publicDeployment(versionId: string) {
  return {
    id: versionId,
    strategy: 'percentage',
    annotations: {},
    ...created,
    versions: [{ version_id: versionId, percentage: 100 }],
  };
}
