import { describe, expect, it } from 'vitest';
import { applicantIn, refusalOf, stopIfUseless } from '../../../scripts/import/answers.ts';
import { estimateLines, secondsFor } from '../../../scripts/import/estimate.ts';
import { parseOptions } from '../../../scripts/import/options.ts';
import { createRate, durationText, progressText } from '../../../scripts/import/progress.ts';
import { reportLine } from '../../../scripts/import/report-file.ts';
import { dryRunLines, type End, summaryLines } from '../../../scripts/import/summary.ts';
import { createTally } from '../../../scripts/import/tally.ts';
import { createScreen } from '../../../scripts/import/terminal.ts';

const ENV = { KYC_URL: 'https://kyc.example', KYC_API_KEY: 'kyc_abc' };

describe('the command line', () => {
  it('reads what is given, with defaults for the rest', () => {
    expect(parseOptions(['a.ndjson', '--photos', 'p'], ENV)).toEqual({
      file: 'a.ndjson',
      photosDir: 'p',
      target: { url: 'https://kyc.example', key: 'kyc_abc' },
      source: null,
      keepPhotos: false,
      again: false,
      reportFile: null,
      allowedHosts: [],
      allowPrivateHosts: false,
      atOnce: 8,
      rpm: 600,
      share: 0.5,
    });
    expect(
      parseOptions(
        ['a', '--photos', 'p', '--allow-host', 'a.example', '--allow-host', 'B.example:8443'],
        ENV,
      ),
    ).toMatchObject({
      allowedHosts: ['a.example', 'b.example:8443'],
    });
  });

  it('needs neither address nor key for a dry run', () => {
    expect(parseOptions(['a', '--photos', 'p', '--dry-run', '--rpm', '6000'], {})).toMatchObject({
      target: null,
      rpm: 6_000,
    });
  });

  it.each([
    ['no file', ['--photos', 'p'], ENV, 'npm run import'],
    ['two files', ['a', 'b', '--photos', 'p'], ENV, 'npm run import'],
    ['no folder', ['a'], ENV, 'npm run import'],
    ['an option that is not known', ['a', '--photo', 'p'], ENV, '--photo'],
    ['no address', ['a', '--photos', 'p'], { KYC_API_KEY: 'k' }, 'Set KYC_URL'],
    ['no key', ['a', '--photos', 'p'], { KYC_URL: 'https://kyc.example' }, 'Set KYC_API_KEY'],
    ['http', ['a', '--photos', 'p'], { ...ENV, KYC_URL: 'http://kyc.example' }, 'must be an https origin'],
    [
      'an address with a path',
      ['a', '--photos', 'p'],
      { ...ENV, KYC_URL: 'https://kyc.example/v1' },
      'must be an https origin',
    ],
    [
      'a key with a line break',
      ['a', '--photos', 'p'],
      { ...ENV, KYC_API_KEY: 'k\n' },
      'blanks or line breaks',
    ],
    [
      'no number',
      ['a', '--photos', 'p', '--at-once', 'x'],
      ENV,
      '--at-once must be a whole number from 1 to 64',
    ],
    ['too many', ['a', '--photos', 'p', '--at-once', '65'], ENV, '--at-once'],
    ['half a request', ['a', '--photos', 'p', '--at-once', '1.5'], ENV, '--at-once'],
    ['a tier without a dry run', ['a', '--photos', 'p', '--rpm', '60'], ENV, 'are for --dry-run'],
    ['a share above 1', ['a', '--photos', 'p', '--dry-run', '--share', '2'], ENV, '--share'],
    ['a host with a path', ['a', '--photos', 'p', '--allow-host', 'a.example/x'], ENV, '--allow-host'],
    ['a host with https', ['a', '--photos', 'p', '--allow-host', 'https://a.example'], ENV, '--allow-host'],
    ['any host', ['a', '--photos', 'p', '--allow-host', '*'], ENV, '--allow-host'],
    ['a host with a user', ['a', '--photos', 'p', '--allow-host', 'u@a.example'], ENV, '--allow-host'],
    ['an empty source', ['a', '--photos', 'p', '--source', ' '], ENV, '--source'],
    ['a source too long', ['a', '--photos', 'p', '--source', 'x'.repeat(101)], ENV, '--source'],
  ])('refuses %s', (_, args, env, said) => {
    expect(() => parseOptions(args, env)).toThrow(said);
  });
});

const counts = {
  indexed: 0,
  alreadyThere: 0,
  taken: 0,
  ready: 0,
  refused: 0,
  pairs: { count: 0, isWhole: true },
};

describe('progress', () => {
  it.each([
    [{ counts, total: 12_000, pending: 0, perSecond: null }, '0 of 12,000 (0 %)'],
    [
      {
        counts: { ...counts, indexed: 4_000, alreadyThere: 198, refused: 12 },
        total: 12_000,
        pending: 98,
        perSecond: 2.5,
      },
      '4,210 of 12,000 (35 %), 98 on their way, 12 refused, 2.5 a second, 52 min left',
    ],
    [
      { counts: { ...counts, indexed: 1 }, total: 1_000_000, pending: 0, perSecond: 0.5 },
      '1 of 1,000,000 (0 %), 30.0 a minute, 23 d 4 h left',
    ],
    [{ counts, total: 5, pending: 5, perSecond: 0 }, '0 of 5 (0 %), 5 on their way, 0.0 a minute'],
    [
      { counts: { ...counts, indexed: 5 }, total: 5, pending: 0, perSecond: 120 },
      '5 of 5 (100 %), 120 a second',
    ],
  ])('%#', (progress, text) => {
    expect(progressText(progress)).toBe(text);
  });

  it.each([
    [0, '1 s'],
    [59, '59 s'],
    [60, '1 min'],
    [3_599, '1 h'],
    [12_000, '3 h 20 min'],
    [86_400, '1 d'],
    [600_000, '6 d 23 h'],
  ])('%i seconds are %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });

  it('takes the rate of the last minute', () => {
    const rate = createRate();
    expect(rate.note(0, 0)).toBeNull();
    expect(rate.note(500, 9)).toBeNull();
    expect(rate.note(10_000, 20)).toBe(2);
    expect(rate.note(80_000, 20)).toBeNull();
    expect(rate.note(100_000, 30)).toBe(0.5);
  });
});

describe('the screen', () => {
  const written = (isTTY: boolean, columns = 20) => {
    let text = '';
    const screen = createScreen({
      isTTY,
      columns,
      write(more: string) {
        text += more;
        return true;
      },
    } as never);
    return { screen, text: () => text };
  };

  it('redraws one line on a terminal, within its width, below the lines that stay', () => {
    const { screen, text } = written(true);
    screen.show('1 of 2, a long text behind');
    screen.say('line 7: refused');
    screen.clear();
    const CLEAR = '\r\u001b[2K';
    expect(text()).toBe(
      `${CLEAR}1 of 2, a long text${CLEAR}line 7: refused\n${CLEAR}1 of 2, a long text${CLEAR}`,
    );
    expect(screen.everyMs).toBeLessThanOrEqual(1_000);
  });

  it('writes plain lines elsewhere, one each ten seconds', () => {
    const { screen, text } = written(false);
    screen.show('1 of 2, a long text behind');
    screen.clear();
    expect([text(), screen.everyMs]).toEqual(['1 of 2, a long text behind\n', 10_000]);
  });

  it.each([true, false])('lets no text of others steer it (terminal: %s)', (isTTY) => {
    const { screen, text } = written(isTTY, 80);
    screen.say('line 1: \u001b[2Jgone\nline 2: all are in\u202e');
    expect(text().replace('\r\u001b[2K', '')).toBe('line 1: ?[2Jgone?line 2: all are in?\n');
  });
});

describe('the tally and the summary', () => {
  const refused = (line: number, code = 'photo_missing') =>
    ({ line, userId: `c-${line}`, outcome: { result: 'refused', refusal: { code, detail: 'x' } } }) as const;
  const indexed = (userId: string, ...others: string[]) =>
    ({
      line: 1,
      userId,
      outcome: { result: 'indexed', duplicates: others.map((other) => ({ userId: other, similarity: 0.9 })) },
    }) as const;
  const ended = (end: End, changed: Partial<typeof counts>, total: number) =>
    summaryLines({ end, counts: { ...counts, ...changed }, refusedLines: [], total, reportFile: null }).join(
      '\n',
    );

  it('names lines as ranges, in order, however they end', () => {
    const tally = createTally();
    for (const line of [3, 1, 2, 9, 7, 8, 12]) tally.add(refused(line));
    tally.add(refused(5, 'gone'));
    expect(tally.refusedLines()).toEqual([
      {
        code: 'photo_missing',
        count: 7,
        ranges: [
          [1, 3],
          [7, 9],
          [12, 12],
        ],
        isWhole: true,
      },
      { code: 'gone', count: 1, ranges: [[5, 5]], isWhole: true },
    ]);
  });

  it('joins ranges as lines end a little out of order, so that a million lines are named', () => {
    const tally = createTally();
    for (let line = 1; line <= 100_000; line += 4)
      for (const at of [2, 0, 3, 1]) tally.add(refused(line + at));
    expect(tally.refusedLines()).toMatchObject([{ count: 100_000, ranges: [[1, 100_000]], isWhole: true }]);
  });

  it('keeps no more ranges, reasons and pairs than it may, and says so', () => {
    const tally = createTally();
    for (let line = 1; line <= 10_000; line += 2) tally.add(refused(line));
    for (let n = 0; n < 500; n += 1) tally.add(refused(n, `code-${n}`));
    for (let n = 0; n < 100_001; n += 1) tally.add(indexed(`c-${n}`, `d-${n}`));
    const lines = tally.refusedLines();
    expect(lines.find(({ code }) => code === 'photo_missing')?.isWhole).toBe(false);
    expect(lines.length).toBeLessThanOrEqual(101);
    expect(lines.reduce((sum, { ranges }) => sum + ranges.length, 0)).toBeLessThan(2_000);
    expect(tally.counts().pairs).toEqual({ count: 100_000, isWhole: false });
  });

  it('counts a pair once, from either side', () => {
    const tally = createTally();
    for (const finished of [indexed('a', 'b', 'c'), indexed('b', 'a'), indexed('c', 'a', 'b')])
      tally.add(finished);
    expect(tally.counts().pairs).toEqual({ count: 3, isWhole: true });
  });

  it('says that all are in only if all are', () => {
    expect(ended({ kind: 'done' }, { indexed: 2, alreadyThere: 1 }, 3)).toContain('All 3 customers are in.');
    expect(ended({ kind: 'done' }, { indexed: 2, refused: 1 }, 3)).toContain('Not all are in.');
    expect(ended({ kind: 'done' }, { indexed: 2, taken: 1 }, 3)).toContain('Not all are in.');
  });

  it('says how to go on after a stop, and what was not sent', () => {
    const interrupted = ended({ kind: 'interrupted' }, { indexed: 2, taken: 3 }, 10);
    for (const said of ['on their way   3', 'not sent       5', 'Run the same command again to go on'])
      expect(interrupted).toContain(said);
    expect(ended({ kind: 'stopped', why: 'No such key.' }, {}, 10)).toMatch(
      /Stopped: No such key\.\nRun the same/,
    );
  });

  it('estimates a dry run by the tier', () => {
    expect(secondsFor(1_000_000, { rpm: 600, share: 0.5 })).toBe(600_000);
    const lines = dryRunLines(
      {
        end: { kind: 'done' },
        counts: { ...counts, ready: 1_000 },
        refusedLines: [],
        total: 1_000,
        reportFile: null,
      },
      { rpm: 600, share: 0.5 },
    ).join('\n');
    for (const said of ['3,000 calls', 'at least 10 min', 'Nothing was sent. Run it without --dry-run'])
      expect(lines).toContain(said);
    expect(estimateLines(0, { rpm: 6_000, share: 0.5 }).join('\n')).toContain('about 0 calls');
  });

  it('writes a line of the report', () => {
    expect(JSON.parse(reportLine(refused(7)))).toEqual({
      line: 7,
      user_id: 'c-7',
      result: 'refused',
      code: 'photo_missing',
      detail: 'x',
    });
    expect(JSON.parse(reportLine(indexed('a', 'b')))).toMatchObject({
      result: 'indexed',
      duplicates: [{ user_id: 'b', similarity: 0.9 }],
    });
  });
});

describe('answers of the service', () => {
  const answer = (status: number, body: unknown) => ({
    status,
    headers: new Headers(),
    text: typeof body === 'string' ? body : JSON.stringify(body),
  });

  it.each([
    [401, {}, 'does not know the key'],
    [
      403,
      { code: 'insufficient_scope', detail: 'The key lacks the scope import.' },
      'scopes import and read: The key lacks',
    ],
    [404, 'nothing', 'takes no known faces'],
    [302, '', 'redirects (302)'],
  ])('%i ends the run', (status, body, said) => {
    expect(() => stopIfUseless(answer(status, body))).toThrow(said);
  });

  it('400 ends the run where only 200 is of use', () => {
    expect(() => stopIfUseless(answer(400, { code: 'invalid_request' }), [200])).toThrow(
      'takes no known faces',
    );
    expect(() => stopIfUseless(answer(409, {}))).not.toThrow();
  });

  it.each([
    ['a page of a sign-in', '<html>'],
    ['nothing', ''],
    ['somebody else', { user_id: 'b', status: 'known', dedupe: null }],
    ['another version', { user_id: 'a' }],
  ])('%s in place of the applicant ends the run', (_, body) => {
    expect(() => applicantIn(answer(200, body), 'a')).toThrow('is not the service');
  });

  it('reads why a line is refused, and no more of it than a line', () => {
    const problem = {
      code: 'invalid_request',
      detail: 'Not so.',
      errors: [{ path: 'metadata.a', message: 'must be text' }],
    };
    expect(refusalOf(answer(400, problem))).toEqual({
      code: 'invalid_request',
      detail: 'Not so. metadata.a: must be text',
    });
    const { code, detail } = refusalOf(answer(418, 'x'.repeat(1_000)));
    expect([code, detail.length]).toEqual(['http_418', 301]);
  });
});
