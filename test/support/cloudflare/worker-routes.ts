/** The API's routes for Workers: uploads, versions, deployments, secrets. */
import { randomUUID } from 'node:crypto';
import { type Account, type Binding, type Script, servingVersion, type Version } from './account.ts';
import { type ApiCall, formOf, jsonOf, ok, type Route, refused } from './answer.ts';
import { createAssetUploads } from './asset-uploads.ts';
import type { Runtime } from './runtime.ts';

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

  async function upload(call: ApiCall) {
    if (account.faults.refuseUploads) return refused(500, 10013, 'An unknown error has occurred.');
    const form = await formOf(call);
    const metadata = JSON.parse(await textOf(form.get('metadata')));
    const name = call.params[0] ?? '';
    const script = account.scripts.get(name) ?? newScript();
    const given: readonly Binding[] = metadata.bindings ?? [];
    const bindings = inherited(given, metadata.keep_bindings ?? [], servingVersion(script)?.bindings ?? []);
    if (typeof bindings === 'string') return refused(400, 10057, bindings);
    const lacking = bindings.find((binding) => isLacking(account, binding));
    if (lacking)
      return refused(400, 10021, `binding ${lacking.name} of type ${lacking.type} names nothing that exists`);
    if (metadata.migrations) script.migrationTag = metadata.migrations.new_tag;
    const version: Version = {
      id: randomUUID(),
      mainModule: metadata.main_module,
      modules: await modulesOf(form),
      bindings: account.faults.changeBindings?.(bindings) ?? bindings,
      compatibility: { date: metadata.compatibility_date, flags: metadata.compatibility_flags ?? [] },
      annotations: metadata.annotations ?? {},
      files: assets.filesOf(metadata.assets?.jwt),
    };
    script.versions.push(version);
    script.serving.unshift(version.id);
    account.scripts.set(name, script);
    await runtime().update();
    return ok({
      id: name,
      tag: script.id,
      etag: 'etag',
      startup_time_ms: 1,
      deployment_id: version.id.replaceAll('-', ''),
    });
  }

  return [
    ...assets.routes,
    ['PUT', /^\/workers\/scripts\/([^/]+)$/, upload],
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

/** Fills in what is taken over from the version before; a text says what cannot be. */
function inherited(
  given: readonly Binding[],
  kept: readonly string[],
  before: readonly Binding[],
): readonly Binding[] | string {
  const names = new Set(given.map(({ name }) => name));
  const missing = given.find(
    ({ type, name }) => type === 'inherit' && !before.some((old) => old.name === name),
  );
  if (missing) return `inherit binding '${missing.name}' is invalid`;
  return [
    ...given.map((binding) =>
      binding.type === 'inherit' ? (before.find(({ name }) => name === binding.name) ?? binding) : binding,
    ),
    ...before.filter(({ type, name }) => kept.includes(type) && !names.has(name)),
  ];
}

function isLacking({ databases, buckets }: Account, binding: Binding): boolean {
  if (binding.type === 'd1')
    return !databases.some(({ uuid }) => uuid === (binding.id ?? binding.database_id));
  if (binding.type !== 'r2_bucket') return false;
  const { bucket_name, jurisdiction = 'default' } = binding;
  return !buckets.some((bucket) => bucket.name === bucket_name && bucket.jurisdiction === jurisdiction);
}

async function modulesOf(form: FormData) {
  const parts = [...form.entries()].filter(([name, part]) => name !== 'metadata' && typeof part !== 'string');
  const modules = parts.map(async ([name, part]) => ({
    name,
    type: (part as File).type,
    text: await textOf(part),
  }));
  return (await Promise.all(modules)).filter(({ type }) => type.startsWith('application/javascript'));
}

async function textOf(part: FormDataEntryValue | null): Promise<string> {
  return part === null ? '' : typeof part === 'string' ? part : part.text();
}

const created = {
  created_on: '2026-01-01T00:00:00Z',
  source: 'wrangler',
  author_email: 'operator@example.com',
};

function publicVersion({ id, annotations, bindings }: Version) {
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
