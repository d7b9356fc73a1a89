/**
 * `npm run d1:rebuild -- [--worker NAME] [--cursor CURSOR]`: has every applicant's object write its row, after D1 was
 * lost or restored (docs/operate.md). It may be run again at any time: a row that is right costs no write.
 * Exit status 0: every row is there. 1: some are not, and are named. 2: it ended early, and says how to go on.
 */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { originSetting } from '../src/config/setting-types.ts';
import { type Account, findNamespace, listObjects } from './list-objects.ts';
import { fetchJson } from './patient-fetch.ts';
import { plainLine, plainLines } from './plain-text.ts';

const CLASS = 'Applicant';
/** Objects that Cloudflare lists in one page: what is done again at most after a break. */
const OBJECTS_A_PAGE = 1_000;
/** Objects of one request to the service, and requests at the same time. */
const OBJECTS_A_REQUEST = 50;
const REQUESTS_AT_ONCE = 4;

const answerSchema = z.object({ rows: z.array(z.object({ object_id: z.string(), outcome: z.string() })) });
/** Where all is well. An object without a log has no row. */
const RIGHT: ReadonlySet<string> = new Set(['written', 'unchanged', 'no_log']);

type Service = { readonly url: string; readonly key: string };
type Row = z.infer<typeof answerSchema>['rows'][number];

try {
  process.exitCode = await main();
} catch (error) {
  console.error(plainLines(error instanceof Error ? error.message : String(error)));
  process.exitCode = 2;
}

async function main(): Promise<number> {
  const { values } = readArguments();
  const account = {
    apiUrl: process.env.CLOUDFLARE_API_BASE_URL ?? 'https://api.cloudflare.com/client/v4',
    id: setting('CLOUDFLARE_ACCOUNT_ID'),
    token: setting('CLOUDFLARE_API_TOKEN'),
  };
  const url = originSetting.safeParse(setting('KYC_URL'));
  // Over http the key would go out in clear text.
  if (!url.success)
    throw new Error('KYC_URL must be an https origin without a path (http on this machine only).');
  const service = { url: url.data, key: setting('KYC_API_KEY') };
  const namespace = await findNamespace(account, values.worker, CLASS);
  return rebuild(account, namespace, service, values.cursor ?? null);
}

function readArguments() {
  try {
    return parseArgs({
      options: { worker: { type: 'string', default: 'kyc-onboarding' }, cursor: { type: 'string' } },
    });
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new Error(
      `${what}\nnpm run d1:rebuild -- --worker <name of the deployment> [--cursor CURSOR]; docs/operate.md`,
    );
  }
}

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`Set ${name}; docs/operate.md says how to rebuild D1.`);
  return value;
}

async function rebuild(
  account: Account,
  namespace: string,
  service: Service,
  from: string | null,
): Promise<number> {
  const counts = new Map<string, number>();
  const problems: Row[] = [];
  let done = 0;
  let cursor = from;
  do {
    const at = cursor;
    const page = await goOnFrom(at, () => listObjects(account, namespace, at, OBJECTS_A_PAGE));
    for (const row of await goOnFrom(at, () => writeRows(service, page.ids))) {
      counts.set(row.outcome, (counts.get(row.outcome) ?? 0) + 1);
      if (!RIGHT.has(row.outcome)) problems.push(row);
    }
    done += page.ids.length;
    cursor = page.next;
    const counted = [...counts].map(([outcome, count]) => `${outcome} ${count}`).join(', ');
    const next = cursor === null ? 'all done' : `the next page is --cursor ${cursor}`;
    console.log(plainLine(`${done} objects${counted && `: ${counted}`}; ${next}`));
  } while (cursor !== null);
  for (const { object_id, outcome } of problems)
    console.log(plainLine(`NOT WRITTEN ${object_id}: ${outcome}`));
  return problems.length === 0 ? 0 : 1;
}

/** Does it, and says on failure where a second run goes on. */
async function goOnFrom<T>(cursor: string | null, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const again = cursor === null ? 'Run it again.' : `Run it again with --cursor ${cursor}`;
    throw new Error(`${why}\n${again}`);
  }
}

/** Has the objects write their rows. Those that did not answer are asked once more at the end. */
async function writeRows(service: Service, ids: readonly string[]): Promise<readonly Row[]> {
  const first = await askAll(service, ids);
  const away = first.filter(({ outcome }) => outcome === 'out_of_reach').map(({ object_id }) => object_id);
  const again = await askAll(service, away);
  return [...first.filter(({ outcome }) => outcome !== 'out_of_reach'), ...again];
}

async function askAll(service: Service, ids: readonly string[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const atOnce = OBJECTS_A_REQUEST * REQUESTS_AT_ONCE;
  for (let start = 0; start < ids.length; start += atOnce) {
    const together = ids.slice(start, start + atOnce);
    const groups = Array.from({ length: Math.ceil(together.length / OBJECTS_A_REQUEST) }, (_, index) =>
      together.slice(index * OBJECTS_A_REQUEST, (index + 1) * OBJECTS_A_REQUEST),
    );
    rows.push(...(await Promise.all(groups.map((group) => ask(service, group)))).flat());
  }
  return rows;
}

async function ask({ url, key }: Service, object_ids: readonly string[]): Promise<readonly Row[]> {
  const answer = await fetchJson(`${url}/v1/rows`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ object_ids }),
  });
  const { rows } = answerSchema.parse(answer);
  const asked = new Set(object_ids);
  if (rows.length !== asked.size || rows.some(({ object_id }) => !asked.has(object_id)))
    throw new Error('the service has not answered for each object');
  return rows;
}
