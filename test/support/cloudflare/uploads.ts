/** Uploads of Workers: a form with metadata and modules. */
import { randomUUID } from 'node:crypto';
import type { Account, Binding, Version } from './account.ts';
import { type ApiCall, formOf, partsOf } from './answer.ts';

/** The metadata of an upload. */
export type Metadata = {
  readonly main_module: string;
  readonly bindings?: readonly Binding[];
  readonly keep_bindings?: readonly string[];
  readonly compatibility_date: string;
  readonly compatibility_flags?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly migrations?: { readonly new_tag: string };
  readonly assets?: { readonly jwt: string };
};

/** Reads the metadata. */
export async function readMetadata(call: ApiCall): Promise<Metadata> {
  return JSON.parse(await textOf((await formOf(call)).get('metadata')));
}

/** Reads the version, without its static files. @returns a text when it cannot be taken */
export async function readVersion(
  call: ApiCall,
  metadata: Metadata,
  before: readonly Binding[],
): Promise<Omit<Version, 'files'> | string> {
  const bindings = inherited(metadata.bindings ?? [], metadata.keep_bindings ?? [], before);
  if (typeof bindings === 'string') return bindings;
  return {
    id: randomUUID(),
    mainModule: metadata.main_module,
    modules: await modulesOf(await formOf(call)),
    bindings,
    compatibility: { date: metadata.compatibility_date, flags: metadata.compatibility_flags ?? [] },
    annotations: metadata.annotations ?? {},
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

/** Tells whether a binding names a database or a bucket that does not exist. */
export function isLacking(
  { databases, buckets }: Pick<Account, 'databases' | 'buckets'>,
  binding: Binding,
): boolean {
  if (binding.type === 'd1')
    return !databases.some(({ uuid }) => uuid === (binding.id ?? binding.database_id));
  if (binding.type !== 'r2_bucket') return false;
  const { bucket_name, jurisdiction = 'default' } = binding;
  return !buckets.some((bucket) => bucket.name === bucket_name && bucket.jurisdiction === jurisdiction);
}

async function modulesOf(form: FormData) {
  const parts = partsOf(form).filter(([name, part]) => name !== 'metadata' && typeof part !== 'string');
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
