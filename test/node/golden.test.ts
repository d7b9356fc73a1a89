/** What each release has stored is read by the present code: every event, key, row and name. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createAggregate } from '../../src/applicant/aggregate/aggregate.ts';
import { answerOf, metadataOf, noteOf } from '../../src/applicant/storage/personal-data.ts';
import { secretsOf } from '../../src/applicant/storage/session-secrets.ts';
import { dayHeadsSchema, rootOf } from '../../src/audit/day-heads.ts';
import { applicantSchema } from '../../src/contract/applicant.ts';
import { applicantEventSchema } from '../../src/core/events.ts';
import { applicantOf, checkedRowSchema, ID_BITS, listedRowSchema } from '../../src/d1/row.ts';
import { createRowMac } from '../../src/d1/row-mac.ts';
import { createEventStore, FORMAT } from '../../src/event-log/event-store.ts';
import { FIRST_PREV_HASH, hashOf } from '../../src/event-log/hash-chain.ts';
import { goldenVersions, hashesOf, releaseFileOf, storedOf } from '../support/release/golden-files.ts';
import { DATA_KEY } from '../support/release/settings.ts';

const documented = await readFile('docs/storage.md', 'utf8');
const versions = await goldenVersions();

/** The object's storage with these values, to be read only. */
function storageOf(values: Readonly<Record<string, unknown>>): DurableObjectStorage {
  const keys = Object.keys(values).sort();
  const kv = {
    get: (key: string) => values[key],
    list: ({ prefix = '', start = '', limit = Number.POSITIVE_INFINITY }: SyncKvListOptions = {}) =>
      keys
        .filter((key) => key.startsWith(prefix) && key >= start)
        .slice(0, limit)
        .map((key) => [key, values[key]]),
  };
  return { kv } as unknown as DurableObjectStorage;
}

/** The names in the first cells of a table below a heading, such as `event/<seq>`, as patterns. */
function patternsBelow(heading: string): readonly RegExp[] {
  const [, section = ''] = documented.split(`\n## ${heading}\n`);
  const rows = section.split('\n## ')[0]?.match(/^\| `.*$/gm) ?? [];
  return rows.flatMap((row) =>
    [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => {
      const escaped = name.replace(/[.+*?^$()[\]{}|]/g, '\\$&');
      return new RegExp(`^${escaped.replace(/<[^>]+>|YYYY-MM-DD/g, '[\\w-]+')}$`);
    }),
  );
}

it('at least one release is stored', () => expect(versions).not.toEqual([]));

describe.each(versions)('what release %s has stored', async (version) => {
  const { objects, d1, r2 } = await storedOf(version);
  const applicants = (objects.Applicant ?? []).map(({ values }) => values);

  it('has each log as an unbroken chain of known events', () => {
    for (const values of applicants) {
      expect(values['event/0000000001']).toMatchObject({ format: FORMAT });
      const log = createEventStore(storageOf(values)).load();
      const stored = Object.keys(values).filter((key) => key.startsWith('event/'));
      expect(log).toHaveLength(stored.length);
      let previous = FIRST_PREV_HASH;
      for (const event of log) {
        expect(applicantEventSchema.parse(event)).toEqual({ type: event.type, data: event.data });
        expect(event.prev_hash).toBe(previous);
        previous = hashOf(previous, event);
        expect(event.hash).toBe(previous);
      }
    }
  });

  it('is opened as the objects do it: state, waiting step, cursors, parked notifications', () => {
    const settings = { retention: { photosMs: null, abandonedMs: null }, dueMs: null, notifies: true };
    for (const values of applicants) {
      const { state } = createAggregate(storageOf(values), settings, () => {});
      const row = d1.applicants?.find(({ user_id }) => user_id === state?.userId);
      expect(row).toMatchObject({ status: state?.status.name, head_seq: state?.changedSeq });
    }
  });

  it('has side data that can be read', () => {
    const read: Readonly<Record<string, (text: string, name: string) => unknown>> = {
      metadata: metadataOf,
      redirect_url: (text) => z.url().parse(text),
      session: (text, name) => secretsOf({ get: () => text }, name),
      note: noteOf,
      answer: answerOf,
    };
    for (const values of applicants) {
      for (const [key, value] of Object.entries(values)) {
        const [, kind, name = ''] = /^side_data\/(\w+):?(.*)$/.exec(key) ?? [];
        if (kind !== undefined) expect(read[kind]?.(z.string().parse(value), name), key).toBeTruthy();
      }
    }
  });

  it('has keys that docs/storage.md names, and almost all of them', () => {
    const patterns = patternsBelow("The applicant's object");
    const keys = applicants.flatMap((values) => Object.keys(values));
    expect(keys.filter((key) => !patterns.some((pattern) => pattern.test(key)))).toEqual([]);
    const unused = patterns.filter((pattern) => !keys.some((key) => pattern.test(key)));
    // That R2 failed, that a start was lost, or that somebody changed a row, is not part of the story.
    expect(unused.map(String)).toEqual(['/^cursor\\/photos$/', '/^lost_starts\\/$/', '/^row_finding\\/$/']);
  });

  it('has of the other objects what docs/storage.md says', () => {
    const remembered = z.strictObject({
      requestHash: z.string(),
      ticket: z.string(),
      startedAt: z.number(),
      kept: z
        .discriminatedUnion('with', [
          z.strictObject({ with: z.literal('applicant'), userId: z.string(), name: z.string() }),
          z.strictObject({ with: z.literal('key'), answer: z.string() }),
        ])
        .nullable(),
    });
    const limiter = z.strictObject({
      promised: z.strictObject({ emptyAt: z.array(z.number()), asOf: z.number() }).optional(),
      sessions: z.strictObject({ day: z.iso.date(), started: z.int() }).optional(),
    });
    const [keys = [], limiters = []] = [objects.IdempotencyKey, objects.RateLimiter];
    expect([keys.length, limiters.length]).toEqual([1, 1]);
    for (const { values } of keys) z.strictObject({ request: remembered }).parse(values);
    for (const { values } of limiters) limiter.parse(values);
  });

  it('has rows that the service takes for its own and shows as the API does', () => {
    const mac = createRowMac([DATA_KEY]);
    expect(d1.applicants).toHaveLength(applicants.length);
    for (const row of d1.applicants ?? []) {
      const listed = d1.reasons?.filter(({ id }) => id === row.id).map(({ reason }) => reason);
      const created_ms = Math.floor(Number(row.id) / 2 ** ID_BITS);
      const checked = { ...row, created_ms, listed_reasons: JSON.stringify(listed) };
      expect(mac.isGenuine(checkedRowSchema.parse(checked))).toBe(true);
      expect(() => applicantSchema.parse(applicantOf(listedRowSchema.parse(row), Date.now()))).not.toThrow();
    }
  });

  it('has tables and columns that docs/storage.md names', () => {
    const [, section = ''] = documented.split('\n## D1\n');
    const named = new Set(
      [...(section.split('\n## ')[0] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name),
    );
    const { d1_migrations: _, ...tables } = d1;
    for (const [table, rows] of Object.entries(tables)) {
      expect(rows.length, table).toBeGreaterThan(0);
      for (const name of [table, ...rows.flatMap(Object.keys)]) expect(named).toContain(name);
    }
  });

  it('has pictures as the logs name them, and files of days', () => {
    const patterns = patternsBelow('R2');
    const logs = applicants.map((values) => JSON.stringify(values)).join();
    for (const [key, { base64 }] of Object.entries(r2)) {
      expect(
        patterns.some((pattern) => pattern.test(key)),
        key,
      ).toBe(true);
      const bytes = Buffer.from(base64, 'base64');
      if (key.startsWith('audit/')) {
        const day = dayHeadsSchema.parse(JSON.parse(bytes.toString()));
        expect(day.root).toBe(rootOf(day));
        expect(day.chains.length).toBe(applicants.length);
      } else {
        expect(logs).toContain(key);
        expect(logs).toContain(createHash('sha256').update(bytes).digest('hex'));
      }
    }
  });

  it('was made under migrations that are still the same', async () => {
    const here = await hashesOf('migrations');
    const { migrations } = await releaseFileOf(version);
    expect(migrations.map(({ name }) => ({ name, sha256: here.get(name) }))).toEqual(migrations);
    expect(d1.d1_migrations?.map(({ name }) => name)).toEqual(migrations.map(({ name }) => name));
  });
});
