/** Releases that do not exist yet: the present build with changes that a later one may make to what is stored. */
import type { Edit } from './release.ts';

/** Changes of the source, and one more migration. */
export type Change = {
  readonly edits: readonly Edit[];
  readonly migration?: { readonly name: string; readonly sql: string };
};

const EVENTS = 'src/core/events.ts';
const DECIDE = 'src/core/decide.ts';
const STORE = 'src/event-log/event-store.ts';

/** An optional field of an event, a kind of key that is new, a column, a table and an index: what only extends. */
export const EXTENDED: Change = {
  edits: [
    {
      file: EVENTS,
      text: 'metadata_hash: sha256.nullable(),',
      becomes: 'metadata_hash: sha256.nullable(), channel: z.string().optional(),',
    },
    {
      file: DECIDE,
      text: 'metadata_hash: metadataHash }',
      becomes: "metadata_hash: metadataHash, channel: 'web' }",
    },
    {
      file: STORE,
      text: 'hash = hashOf(prev_hash, numbered);',
      becomes: "hash = hashOf(prev_hash, numbered);\n        kv.put('later/count', String(numbered.seq));",
    },
  ],
  migration: {
    name: '9999_later.sql',
    sql: `ALTER TABLE applicants ADD COLUMN channel TEXT NOT NULL DEFAULT 'web';
CREATE TABLE later (id INTEGER PRIMARY KEY, channel TEXT) STRICT;
CREATE INDEX applicants_by_channel ON applicants (channel) WHERE channel <> 'web';
`,
  },
};

/** An event of a type that is new, in the log of each new applicant. */
export const NEW_EVENT: Change = {
  edits: [
    {
      file: EVENTS,
      text: "  event('photo_viewed', {",
      becomes: "  event('channel_noted', { channel: z.string() }),\n  event('photo_viewed', {",
    },
    {
      file: 'src/core/evolve/evolve.ts',
      text: "    case 'photo_viewed':\n      return with",
      becomes: "    case 'channel_noted':\n      return state;\n    case 'photo_viewed':\n      return with",
    },
    {
      file: DECIDE,
      text: "yes({ type: 'applicant_created', data }, ",
      becomes:
        "yes({ type: 'applicant_created', data }, { type: 'channel_noted', data: { channel: 'web' } }, ",
    },
  ],
};

/** A layout with a higher format number, for each new applicant. The one before is still read. */
export const NEW_FORMAT: Change = {
  edits: [
    { file: STORE, text: 'export const FORMAT = 1;', becomes: 'export const FORMAT = 2;' },
    {
      file: STORE,
      text: 'if (format !== FORMAT)',
      becomes: 'if (format !== 1 && format !== FORMAT)',
    },
  ],
};
