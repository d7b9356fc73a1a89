/** `npm run doc-tables`: writes the tables in docs/ that repeat the code, between `<!-- generated: … -->` and `<!-- end -->`. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeSettingsSchema, SECRET_SETTINGS } from '../src/config/config.ts';
import { PROBLEM_CODES, problemCodes } from '../src/contract/problems.ts';
import { closingDecisionSchema, closingDecisions, type Reason, reasonSchema } from '../src/core/reasons.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url).href);
const FILES = ['docs/integrate.md', 'docs/decisions.md', 'docs/operate.md'];

type Route = { readonly summary: string; readonly security: readonly { readonly apiKey?: string[] }[] };
const { shape: settingsShape } = makeSettingsSchema();
type Setting = keyof typeof settingsShape;

/** Makes each file as it must be: its own text, with the tables made anew. */
export async function withTables(): Promise<readonly { path: string; text: string }[]> {
  const tables: Record<string, string> = {
    reasons: reasons(),
    settings: settings(),
    problems: problems(),
    routes: await routes(),
  };
  return Promise.all(
    FILES.map(async (name) => {
      const path = join(ROOT, name);
      const text = (await readFile(path, 'utf8')).replace(MARKED, (_, table: string) => {
        if (!(table in tables)) throw new Error(`${name} asks for a table that is not made: ${table}`);
        return `<!-- generated: ${table} -->\n${tables[table]}\n<!-- end -->`;
      });
      return { path, text };
    }),
  );
}

const MARKED = /<!-- generated: ([\w-]+) -->\n[\s\S]*?<!-- end -->/g;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const LEADS_TO: Readonly<Record<Reason, string>> = {
  liveness_inconclusive: 'verdict `retry`: one more attempt, then review',
  photo_quality_low:
    'liveness photo below `PHOTO_QUALITY_MIN`, or without a face: one more attempt, then review',
  session_expired: 'a new session, no attempt used',
  liveness_failed: 'verdict `fail`: review',
  verdict_mismatch: 'the webhook and `result` do not agree: review',
  id_photo_no_face: 'a new ID photo',
  id_photo_unusable: 'iLive refuses the ID photo itself: a new one; after three of them review',
  similarity_low: 'similarity not above `MATCH_THRESHOLD`: review',
  possible_duplicate: "another user's hit above `DUPLICATE_THRESHOLD`: review",
  known_face_differs:
    'a customer from before whose live face is not above `MATCH_THRESHOLD` like the known one, or cannot be compared with it (the picture has given no face, its face is in another collection, iLive has put the new one in its place, or its similarity cannot be read): review',
  photo_unavailable: 'iLive no longer has the liveness photo: a new session, no attempt used',
  photo_altered: 'a stored photo is not the one that the log names by its SHA-256: review',
  verification_unavailable: 'iLive cannot be made to answer: review',
  session_limit_reached: '`MAX_SESSIONS` sessions were started: review',
  requested_by_reviewer: 'a new session or ID photo, as the reviewer decided',
};

function reasons(): string {
  const rows = reasonSchema.options.map((reason) => {
    const allowed = closingDecisions([reason]);
    const all = allowed.length === closingDecisionSchema.options.length;
    const decisions = all ? 'any' : allowed.map((decision) => `\`${decision}\``).join(', ');
    return [`\`${reason}\``, LEADS_TO[reason], decisions];
  });
  return table(['reason', 'leads to', 'a reviewer may'], rows);
}

const SECRETS: ReadonlySet<Setting> = new Set<Setting>(SECRET_SETTINGS);

const MEANING: Readonly<Record<Setting, string>> = {
  PUBLIC_URL: "this service's own https origin; iLive sends webhooks and browsers there",
  JURISDICTION:
    '`eu`, `us` or `fedramp`: where objects, D1 and R2 lie ([what lies where](#what-lies-where)). Chosen before the first applicant, never changed',
  ILIVE_API_KEY: '`iksk_…`',
  ILIVE_WEBHOOK_SECRET: 'at least 16 characters',
  ILIVE_WEBHOOK_SECRET_PREVIOUS: 'the former one, while rotating',
  ILIVE_WEBHOOK_TOLERANCE_S: 'how old or early a signed timestamp may be, in seconds',
  ILIVE_BASE_URL: "iLive's origin",
  ILIVE_COLLECTION:
    'the collection of new faces, `[a-z0-9_-]`; it is created when missing. After a change earlier faces stay where they are, and are deleted there; import customers from before again with `--again`',
  ILIVE_DELETED_COLLECTIONS:
    'former collections that you deleted at iLive, by comma: their faces count as deleted once iLive answers 404 for the collection. Never the one in `ILIVE_COLLECTION`',
  ILIVE_RPM:
    'requests a minute of the tier of the iLive key; 0 is no cap. Calls of all applicants together are paced below it',
  ILIVE_RPS: 'the same, requests a second',
  IMPORT_SHARE:
    'how much of the tier the calls of [known faces](integrate.md#customers-from-before) may use, 0.01 to 1; they only ever take what onboardings leave',
  ILIVE_SESSION_HOSTS:
    'hosts that a `session_url` may name, by comma: `host`, or `*.host` for all under it; https only, but for loopback. Another one is 502 `ilive_unavailable`. Unset: all under the parent domain of the host in `ILIVE_BASE_URL` (`*.iliveauth.com`); any host where that is loopback',
  ILIVE_TIMEOUT_MS: 'for each call to iLive, in milliseconds',
  API_KEYS: 'your callers, as JSON ([API keys](#api-keys))',
  DATA_KEY:
    "32 bytes in base64; encrypts iLive's session tokens and the return links, and makes the MACs of rows in D1 and of days' files. Never change it without `DATA_KEY_PREVIOUS`",
  DATA_KEY_PREVIOUS:
    'the former one, for thirty nights after a change: what was sealed before still opens, and the rows are brought over meanwhile ([storage](storage.md#keys))',
  MATCH_THRESHOLD:
    'the live face must be more similar than this to the one on the ID photo, and to the known one of a customer from before',
  DUPLICATE_THRESHOLD: "another customer's hit above it goes to review",
  SEARCH_FLOOR:
    'the search asks for faces from this similarity on, so that what lies under `DUPLICATE_THRESHOLD` is known; never above it. Unset: 0.3, or `DUPLICATE_THRESHOLD` where that is lower',
  PHOTO_QUALITY_MIN: 'a liveness photo below it is not used',
  MAX_UPLOADS:
    'ID photos by the API for each applicant until a reviewer decides, stored or refused by iLive; one more is 409 `upload_limit_reached`',
  SESSION_BUDGET_PER_DAY:
    'sessions of all applicants in a UTC day, at least 1; one more is 429 `rate_limited`. Unset: no limit',
  REVIEW_DUE_HOURS:
    'a case that is open for longer is overdue (`kyc_reviews_overdue`, [metrics](#metrics)). Unset: none is',
  MAX_LIVENESS_ATTEMPTS: 'the first attempt is counted',
  MAX_SESSIONS: 'sessions for each applicant without a reviewer: they cost money',
  RETRY_MODE: 'mode after the first attempt, `active` or `passive`; the first is passive',
  SEARCH_MAX_RESULTS:
    'faces asked for at first, up to 100; more where a page may hide a face above `DUPLICATE_THRESHOLD`',
  SESSION_TTL_S: 'life of an iLive session, in seconds',
  CHECK_ID_PHOTO:
    'refuse an ID photo that iLive does not take or without a face, turn one that lies sideways, warn of what is poor about it',
  REQUIRE_CONSENT: 'no liveness session before consent is recorded (409 `consent_required`)',
  CONSENT_VERSION:
    "of the consent text on the applicant's pages; another version asks again. Raise it when you change a text or a setting that the text is made of ([consent](integrate.md#consent))",
  BRAND_NAME: "who asks: your name on the applicant's pages, at most 60 characters",
  SUPPORT_URL: 'https; where the pages lead applicants who need help or object',
  PRIVACY_URL: 'https; your privacy notice, linked from the consent text',
  LINK_SECRET:
    "at least 32 characters; signs the links to the [applicant's pages](integrate.md#the-applicants-pages) and their cookies. Unset: no links, the pages are 404. Changing it without `LINK_SECRET_PREVIOUS` ends all links",
  LINK_SECRET_PREVIOUS:
    'the former one, for a day after a change: links, cookies and forms made before go on',
  RETAIN_PHOTOS_DAYS: 'photos are deleted so many days after the decision; unset keeps them',
  RETAIN_ABANDONED_DAYS: 'an applicant who does not come back is erased after so many days; unset keeps them',
  NOTIFY_URL: 'where notifications go: https, a public address, no redirects',
  NOTIFY_SECRET: '`whsec_` and 24 to 64 bytes in base64; required with `NOTIFY_URL`',
  NOTIFY_SECRET_PREVIOUS: 'the former one, while rotating',
  NOTIFY_ALLOW_LOOPBACK: 'lets `NOTIFY_URL` be on this machine: for the sandbox only',
  ACCESS_TEAM_DOMAIN:
    'your team at Cloudflare Access (`acme.cloudflareaccess.com`): opens the [console](review.md#the-console); unset, `/review` is 404',
  ACCESS_AUD: 'the audience tag of the Access application; required with `ACCESS_TEAM_DOMAIN`',
  ROLES:
    'JSON from an e-mail address, `*@domain` or `key:<name>` to a list of `reviewer`, `senior`, `auditor`, `supervisor`. Unset: everybody whom Access lets in, and every key with `reviews`, is `reviewer` and `senior`',
  FOUR_EYES:
    'decisions that need two reviewers, by comma, each alone or with a reason: `reject,approve:possible_duplicate`. Each key with the scope `reviews` must name its person then, by e-mail address where the console is on',
  CLAIM_MINUTES: 'how long a claimed case is kept for its reviewer',
  CONSOLE_TITLE_FIELD: 'the key in `metadata` that queue and case show as a name',
};

function isSetting(name: string): name is Setting {
  return name in settingsShape;
}

function settings(): string {
  const rows = Object.keys(settingsShape)
    .filter(isSetting)
    .map((name) => {
      const unset = settingsShape[name].safeParse(undefined);
      const fallback = unset.data === undefined ? '–' : `\`${unset.data}\``;
      return [
        `\`${name}\``,
        SECRETS.has(name) ? 'secret' : 'var',
        unset.success ? fallback : 'required',
        MEANING[name],
      ];
    });
  return table(['name', 'kind', 'default', 'meaning'], rows);
}

function problems(): string {
  const rows = problemCodes.map((code) => [
    String(PROBLEM_CODES[code][0]),
    `\`${code}\``,
    PROBLEM_CODES[code][1],
  ]);
  return table(['status', 'code', 'title'], rows);
}

async function routes(): Promise<string> {
  const { paths } = JSON.parse(await readFile(join(ROOT, 'docs/openapi.json'), 'utf8')) as {
    paths: Record<string, Record<string, Route>>;
  };
  const rows = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { summary, security }]) => {
      const scopes = security.flatMap(({ apiKey = [] }) => apiKey);
      return [`\`${method.toUpperCase()} ${path}\``, scopes.join(', ') || 'no key', summary];
    }),
  );
  return table(['route', 'scope', 'what it does'], rows);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { path, text } of await withTables()) {
    await writeFile(path, text);
    console.log(`wrote ${path}`);
  }
}
