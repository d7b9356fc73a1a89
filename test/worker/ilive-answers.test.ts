import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answered, CALLS, clientOf, FACE } from '../support/ilive-calls.ts';

let logged: Record<string, unknown>[] = [];
beforeEach(() => {
  logged = [];
  vi.spyOn(console, 'warn').mockImplementation((line) => void logged.push(JSON.parse(line)));
});
afterEach(() => void vi.restoreAllMocks());

const ABSENT = Symbol('absent');

/** The full answer of the call, as JSON, with that field changed. */
function answerWith(call: string, field: string, value: unknown): string {
  const answer = structuredClone(CALLS[call]?.[1] ?? {});
  const path = field.split('.');
  const last = path.pop() ?? '';
  const parent = path.reduce<any>((at, name) => at[name], answer);
  if (value === ABSENT) delete parent[last];
  else parent[last] = value === Infinity ? '@huge@' : value;
  return JSON.stringify(answer).replace('"@huge@"', '1e999');
}

const HUGE_TEXT = 'x'.repeat(5_000);
/** What a field may hold instead of what it should. */
const ODD: Record<string, unknown> = {
  absent: ABSENT,
  null: null,
  object: {},
  array: [],
  boolean: true,
  empty: '',
  'NaN as text': 'NaN',
  number: 83,
  negative: -5,
  huge: Infinity,
  'huge text': HUGE_TEXT,
  'lone surrogate': '\ud800',
};
const names = Object.keys(ODD);
const but = (...kept: string[]) => names.filter((name) => !kept.includes(name));

/** Which odd values make the answer unreadable, and the name that the log then has for the field. */
const REQUIRED: [call: string, field: string, unreadable: string[], named?: string][] = [
  // Any text, and an integer that JSON carries exactly, is an id.
  ['create_session', 'session_id', but('NaN as text', 'number', 'negative')],
  ['create_session', 'session_url', names],
  ['create_session', 'token', but('NaN as text')],
  // The session need not be named, but an id that is named must be the one that was asked for.
  ['result', 'session_id', but('absent', 'null')],
  // Another text is a verdict that is none of the known ones: a reviewer looks at it.
  ['result', 'verdict', but('absent', 'null', 'NaN as text')],
  // Another type counts as missing, a number on another scale does not.
  ['result', 'photo_quality_score', ['number', 'negative', 'huge']],
  ['detect', 'faces', but('array')],
  ['compare', 'similarity', names],
  ['create_collection', 'external_id', but('NaN as text', 'number', 'negative')],
  ['index', 'face_id', but('NaN as text', 'number', 'negative')],
  ['index_nested', 'face.face_id', but('NaN as text', 'number', 'negative'), 'face_id'],
  ['index_list', 'faces.0.face_id', but('NaN as text', 'number', 'negative'), 'face_id'],
  ['list', 'faces', but('array')],
  ['list', 'faces.0.face_id', but('NaN as text', 'number', 'negative')],
  // A face that may be of this image must say whose it is, else a deletion could not be proved.
  ['list', 'faces.0.external_face_id', but('NaN as text', 'number', 'negative')],
  // Another id, or none, is a face of another image.
  ['list', 'faces.0.external_image_id', but('absent', 'null', 'NaN as text', 'number', 'negative')],
  ['search', 'matches', but('array')],
];

describe('a field without which an answer says nothing', () => {
  const cells = REQUIRED.flatMap(([call, field, unreadable, named = field]) =>
    names.map((odd) => ({ call, field, odd, named, isReadable: !unreadable.includes(odd) })),
  );

  it.each(cells)('$call, $field: $odd', async ({ call, field, odd, named, isReadable }) => {
    const reply = await answered(call, answerWith(call, field, ODD[odd]));
    const failure = {
      kind: 'unreadable',
      status: expect.toBeOneOf([200, null]),
      code: 'unparsable_answer',
      retryAfterMs: null,
      field: named,
    };
    if (isReadable) expect(reply).toMatchObject({ ok: true });
    else expect(reply).toEqual({ ok: false, failure });
    expect(JSON.stringify(logged)).not.toMatch(/83|xxx|NaN/);
  });

  it.each(Object.keys(CALLS))('%s: no JSON, or JSON of another kind', async (call) => {
    for (const text of ['', 'null', '7', '"ok"', '[]', '<html>', '{"a":', '\ufeff']) {
      expect(await answered(call, text), text).toMatchObject({
        ok: false,
        failure: { code: 'unparsable_answer', field: 'body' },
      });
    }
  });
});

/** Fields that decide nothing by themselves, with odd values that can be read all the same. */
const OPTIONAL: [call: string, field: string, readable: string[]][] = [
  ['result', 'confidence', []],
  ['detect', 'image_size', []],
  ['detect', 'image_size.width', ['number']],
  ['detect', 'faces.0.bounding_box', []],
  ['detect', 'faces.0.bounding_box.left', ['number', 'negative']],
  ['detect', 'faces.0.attributes', ['object']],
  ['detect', 'faces.0.attributes.brightness', ['boolean']],
  ['detect', 'faces.0.attributes.sharpness', ['boolean']],
  ['detect', 'faces.0.attributes.sharpness.value', ['boolean']],
  ['detect', 'faces.0.attributes.pose', ['object']],
  ['detect', 'faces.0.attributes.pose.yaw', ['number', 'negative']],
  ['compare', 'source_face', []],
  ['compare', 'source_face.width', ['number', 'negative']],
  ['search', 'matches.0.similarity', []],
  ['search', 'matches.0.face_id', ['NaN as text', 'number', 'negative']],
  ['search', 'matches.0.external_face_id', ['NaN as text', 'number', 'negative']],
];

describe('a field that decides nothing by itself counts as missing if it cannot be read', () => {
  const cells = OPTIONAL.flatMap(([call, field, readable]) =>
    names.map((odd) => ({ call, field, odd, isReadable: readable.includes(odd) })),
  );

  it.each(cells)('$call, $field: $odd', async ({ call, field, odd, isReadable }) => {
    const reply = await answered(call, answerWith(call, field, ODD[odd]));
    expect(reply).toMatchObject({ ok: true });
    const wasSent = odd !== 'absent' && odd !== 'null';
    const fields = logged.map((line) => String(line.field));
    // A box or a size with one odd number counts as missing as a whole.
    if (!isReadable && wasSent)
      expect(fields).toEqual([expect.toSatisfy((named) => field.startsWith(named))]);
    if (isReadable) expect(fields).toEqual([]);
    expect(JSON.stringify(logged)).not.toMatch(/83|xxx|NaN/);
  });
});

/** Scores, and what becomes of them: a number, or null where they cannot be read. */
const ROUNDING: [given: number, score: number | null, similarity: number | null][] = [
  [1.0000001192092896, 1, 1],
  [1.001, 1, 1],
  [1.0011, null, null],
  [1.05, null, null],
  [1, 1, 1],
  [0.65, 0.65, 0.65],
  [0, 0, 0],
  [-0, 0, 0],
  [-1e-7, 0, 0],
  [-0.001, 0, 0],
  [-0.0011, null, 0],
  [-0.031, null, 0],
  [-1.0000001, null, 0],
  [-1.01, null, null],
  [83, null, null],
];

describe('rounding is clamped, another scale is not', () => {
  it.each(ROUNDING)('%f', async (given, score, similarity) => {
    const quality = await answered('result', answerWith('result', 'photo_quality_score', given));
    if (score === null) expect(quality).toMatchObject({ failure: { field: 'photo_quality_score' } });
    else expect(quality).toMatchObject({ value: { photo_quality_score: score } });
    const confidence = await answered('result', answerWith('result', 'confidence', given));
    expect(confidence).toMatchObject({ value: { confidence: score } });
    const hit = await answered('search', answerWith('search', 'matches.0.similarity', given));
    expect(hit).toMatchObject({ value: { matches: [{ similarity }] } });
    const compared = await answered('compare', answerWith('compare', 'similarity', given));
    if (similarity === null) expect(compared).toMatchObject({ failure: { field: 'similarity' } });
    else expect(compared).toMatchObject({ value: { similarity } });
  });
});

describe('a list', () => {
  it('keeps its other hits, and a place for the odd one', async () => {
    const good = { face_id: 'f2', similarity: 0.9, external_face_id: 'u2' };
    for (const odd of [null, 'x', 7, [], {}, { similarity: {} }]) {
      const reply = await answered('search', JSON.stringify({ matches: [good, odd, good] }));
      const unread = { face_id: null, similarity: null, external_face_id: null };
      expect(reply, JSON.stringify(odd)).toMatchObject({ value: { matches: [good, unread, good] } });
    }
  });

  it('counts a face that cannot be read as a face', async () => {
    const reply = await answered('detect', JSON.stringify({ faces: [null, 'x'] }));
    expect(reply).toMatchObject({ value: { faces: [{}, {}] } });
  });

  it('leaves out the faces of another image, however odd they are', async () => {
    const other = { face_id: {}, external_face_id: [], external_image_id: 'another' };
    const reply = await answered('list', JSON.stringify({ faces: [other, FACE] }));
    expect(reply).toMatchObject({ value: [{ face_id: 'f1', external_face_id: 'u1' }] });
  });

  it('names the first face of this image that cannot be read', async () => {
    const reply = await answered('list', JSON.stringify({ faces: [FACE, null] }));
    expect(reply).toMatchObject({ failure: { field: 'faces.1' } });
  });

  it('ends where the cursor is empty, null or absent, and cannot end where it is odd', async () => {
    for (const next_cursor of ['', null, undefined])
      expect(await answered('list', JSON.stringify({ faces: [FACE], next_cursor }))).toMatchObject({
        ok: true,
      });
    for (const next_cursor of [{}, true, 'x'.repeat(1_001), '\ud800'])
      expect(await answered('list', JSON.stringify({ faces: [FACE], next_cursor }))).toMatchObject({
        failure: { field: 'next_cursor' },
      });
  });
});

/** Ids that would lead a call elsewhere, or that no path should hold. */
const UNUSABLE_IDS = [
  '',
  '.',
  '..',
  '../..',
  '..%2f..',
  '%2e%2e',
  'a/b',
  'a\\b',
  'f1?x=1',
  'f1#x',
  'f1;x',
  'a b',
  ' f1',
  'f1\n',
  'f.1',
  'f:1',
  'é',
  'x'.repeat(129),
];

/** Pages that are not iLive's, if iLive's are at `ilive.test` and under `pages.test`. */
const FOREIGN_PAGES = [
  'https://evil.test/s/1',
  'https://ilive.test.evil.test/',
  'https://evililive.test/',
  'https://eu.ilive.test/',
  'https://pages.test/',
  'https://evilpages.test/',
  'https://ilive.test@evil.test/',
  'https://user@ilive.test/',
  'https://evil.test\\@ilive.test/',
  'https://ilive.test:8443/',
  'https://ilive.test./',
  'http://ilive.test/s/1',
  'http://localhost/',
  'https://127.0.0.1/',
  'javascript:alert(1)//ilive.test',
  'data:text/html,ilive.test',
  '//ilive.test/',
  '/s/1',
];

describe('ids', () => {
  it('become text if they are integers that JSON carries exactly', async () => {
    const idOf = async (json: string) => {
      const reply = await answered(
        'search',
        `{"matches":[{"face_id":"f","similarity":0.2,"external_face_id":${json}}]}`,
      );
      return reply?.ok && (reply.value as any).matches[0].external_face_id;
    };
    expect(await idOf('12345')).toBe('12345');
    expect(await idOf('0')).toBe('0');
    // Rounded, it could be another person's id.
    for (const json of ['1546130668394913822', '9007199254740993', '1.5', '-0', '1e400', 'NaN'])
      expect(await idOf(json)).toBeNull();
  });

  it.each(UNUSABLE_IDS)('are none if they could change the path of a call: %j', async (odd) => {
    for (const [call, field, named = field] of [
      ['create_session', 'session_id'],
      ['result', 'session_id'],
      ['index', 'face_id'],
      ['index_nested', 'face.face_id', 'face_id'],
      ['index_list', 'faces.0.face_id', 'face_id'],
      ['list', 'faces.0.face_id'],
    ] as const) {
      const reply = await answered(call, answerWith(call, field, odd));
      expect(reply, call).toMatchObject({ ok: false, failure: { field: named, kind: 'unreadable' } });
    }
    const searched = await answered('search', answerWith('search', 'matches.0.face_id', odd));
    expect(searched).toMatchObject({ value: { matches: [{ face_id: null, external_face_id: 'u2' }] } });
  });

  it.each([
    'a',
    'A-Z_0-9',
    '0',
    '_',
    'x'.repeat(128),
    crypto.randomUUID(),
  ])('are taken: %s', async (face_id) => {
    expect(await answered('index', JSON.stringify({ face_id }))).toMatchObject({ value: face_id });
  });

  it.each(UNUSABLE_IDS)('are not sent if they could change the path of a call: %j', async (odd) => {
    const fetch = vi.fn(async () => new Response(null, { status: 204 }));
    const ilive = clientOf(fetch);
    for (const reply of [
      await ilive.result(odd, 't'),
      await ilive.photo(odd, 't'),
      await ilive.search('users', odd, 5, 0.3),
      await ilive.deleteFace('users', odd),
      await ilive.deleteFace(odd, 'f1'),
    ]) {
      expect(reply).toMatchObject({ ok: false, failure: { kind: 'permanent', code: 'unusable_id' } });
    }
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe('the page of a session', () => {
  it.each([
    'https://ilive.test/s/1',
    'https://eu.pages.test/s/1?x=1',
    'https://a.b.pages.test/',
  ])('is taken: %s', async (session_url) => {
    const reply = await answered('create_session', answerWith('create_session', 'session_url', session_url));
    expect(reply).toMatchObject({ value: { session_url } });
  });

  it.each(FOREIGN_PAGES)('is refused: %j', async (session_url) => {
    const reply = await answered('create_session', answerWith('create_session', 'session_url', session_url));
    expect(reply).toMatchObject({ ok: false, failure: { field: 'session_url' } });
    expect(JSON.stringify(logged)).not.toContain(session_url);
  });
});

describe('the size of an answer', () => {
  const padded = (answer: object, size: number) => JSON.stringify({ ...answer, pad: '' }).padEnd(size, ' ');

  it.each(Object.keys(CALLS))('%s: JSON is read up to 1,000,000 bytes', async (call) => {
    const answer = CALLS[call]?.[1] ?? {};
    expect(await answered(call, padded(answer, 1_000_000))).toMatchObject({ ok: true });
    expect(await answered(call, padded(answer, 1_000_001))).toMatchObject({
      ok: false,
      failure: { code: 'unparsable_answer', field: 'body' },
    });
  });

  it('a photo is read up to 10,000,000 bytes, an error in its place is JSON', async () => {
    const photoOf = (size: number, status: number) =>
      clientOf(async () => new Response(new Uint8Array(size), { status })).photo('s1', 't');
    expect(await photoOf(10_000_000, 200)).toMatchObject({ ok: true });
    const tooLarge = { ok: false, failure: { code: 'unparsable_answer', field: 'body' } };
    expect(await photoOf(10_000_001, 200)).toMatchObject(tooLarge);
    expect(await photoOf(1_000_001, 404)).toMatchObject(tooLarge);
  });
});

describe('numbers that JSON does not have', () => {
  it('are looked for in a text without an end in one pass', async () => {
    // A pass for each of its quotes would take hours.
    const text = `"${'\\"'.repeat(400_000)}NaN`;
    expect(await answered('compare', text)).toMatchObject({ ok: false, failure: { field: 'body' } });
  });

  it('are read as null, and texts that look like them stay', async () => {
    const result = await answered(
      'result',
      '{"session_id":"s1","verdict":"pass","confidence":NaN,"photo_quality_score":-Infinity,"note":"a \\"NaN\\", Infinity"}',
    );
    expect(result).toMatchObject({ value: { verdict: 'pass', confidence: null, photo_quality_score: null } });
    expect(await answered('compare', '{"similarity":NaN}')).toMatchObject({
      failure: { field: 'similarity' },
    });
    expect(await answered('result', '{"session_id":"s1","verdict":"NaN"}')).toMatchObject({
      value: { verdict: 'NaN' },
    });
  });
});
