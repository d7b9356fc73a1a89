/**
 * What cleaning a picture of 8 MB costs, and what is added where the end of a JPEG must be searched for or a PNG has a
 * transparency channel to look through.
 */
import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { cleanImage } from '../../src/image/clean-image.ts';
import { findTransparency } from '../../src/image/png/png-opacity.ts';
import { type Findings, fixed, type Part, table } from '../report.ts';
import { median } from '../support/stats.ts';

/** A noisy picture of about 8 MB: nearly as many codes as fit. */
const [WIDTH, HEIGHT, QUALITY] = [4_000, 3_000, 97];
const MOST_BYTES = 8_000_000;
const ROUNDS = 9;
const MOST_CLEAN_MS = 25;
const MOST_SEARCH_MS = 400;
/** A square of opaque noise: 8 MB as PNG. */
const ALPHA_SIDE = 1_500;

/** The part. */
export const pictures: Part = { title: 'Pictures', run };

async function run(): Promise<Findings> {
  const [baseline, progressive] = [await noise(false), await noise(true)];
  const alpha = await opaqueNoise();
  const cases: [string, Uint8Array, number][] = [
    ['JPEG, baseline', baseline, MOST_CLEAN_MS],
    ['JPEG, progressive', progressive, MOST_CLEAN_MS],
    ['JPEG, baseline without an end marker', baseline.subarray(0, -2), MOST_SEARCH_MS],
    ['JPEG, progressive without an end marker', progressive.subarray(0, -2), MOST_SEARCH_MS],
    ['PNG with a transparency channel', alpha, MOST_CLEAN_MS],
  ];
  const cleaned = [];
  for (const [name, bytes, most] of cases)
    cleaned.push({ name, bytes, most, ms: await cpuMsOf(() => cleanImage(bytes).ok) });
  const looked = {
    ...{ name: 'PNG, to look through its transparency channel', bytes: alpha, most: MOST_SEARCH_MS },
    ms: await cpuMsOf(async () => (await findTransparency(alpha)) === null),
  };
  const measured = [...cleaned, looked];
  return {
    figures: measured.map(({ name, ms, most }) => ({
      what: `cleaning 8 MB: ${name}, ms of CPU`,
      value: fixed(ms, 0),
      goal: `at most ${most}`,
      met: ms <= most,
    })),
    notes: [
      `Median of ${ROUNDS} rounds in this process, after one that does not count.`,
      '',
      table(
        ['picture', 'MB', 'ms', 'ns per byte'],
        measured.map(({ name, bytes, ms }) => [
          name,
          fixed(bytes.length / 1e6, 1),
          fixed(ms, 1),
          fixed((ms * 1e6) / bytes.length, 1),
        ]),
      ),
    ].join('\n'),
  };
}

/** Measures some work round by round. @param work says whether it went well */
async function cpuMsOf(work: () => boolean | Promise<boolean>): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const before = process.cpuUsage();
    if (!(await work())) throw new Error('the picture was refused');
    const { user, system } = process.cpuUsage(before);
    rounds.push((user + system) / 1_000);
  }
  return median(rounds.slice(1));
}

/** Makes a PNG whose pixels all have a transparency channel and are opaque. */
async function opaqueNoise(): Promise<Uint8Array> {
  const pixels = randomBytes(ALPHA_SIDE * ALPHA_SIDE * 3);
  const raw = { width: ALPHA_SIDE, height: ALPHA_SIDE, channels: 3 } as const;
  return new Uint8Array(await sharp(pixels, { raw }).ensureAlpha().png().toBuffer());
}

/** Noise, of the quality that brings it to just below the limit. */
async function noise(progressive: boolean): Promise<Uint8Array> {
  // A fixed seed: every run cleans the same.
  let seed = 1;
  const pixels = Uint8Array.from({ length: WIDTH * HEIGHT * 3 }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return 96 + (seed >> 25);
  });
  const raw = { width: WIDTH, height: HEIGHT, channels: 3 } as const;
  for (let quality = QUALITY; ; quality -= 1) {
    const bytes = await sharp(pixels, { raw }).jpeg({ quality, progressive }).toBuffer();
    if (bytes.length <= MOST_BYTES) return new Uint8Array(bytes);
  }
}
