/** What cleaning a picture of 8 MB costs, and what is added where the end of a JPEG must be searched for. */
import sharp from 'sharp';
import { cleanImage } from '../../src/image/clean-image.ts';
import { type Findings, fixed, type Part, table } from '../report.ts';
import { median } from '../support/stats.ts';

/** A noisy picture of about 8 MB: nearly as many codes as fit. */
const [WIDTH, HEIGHT, QUALITY] = [4_000, 3_000, 97];
const MOST_BYTES = 8_000_000;
const ROUNDS = 9;
const MOST_CLEAN_MS = 25;
const MOST_SEARCH_MS = 400;

/** The part. */
export const pictures: Part = { title: 'Pictures', run };

async function run(): Promise<Findings> {
  const [baseline, progressive] = [await noise(false), await noise(true)];
  const cases: [string, Uint8Array, number][] = [
    ['baseline', baseline, MOST_CLEAN_MS],
    ['progressive', progressive, MOST_CLEAN_MS],
    ['baseline without an end marker', baseline.subarray(0, -2), MOST_SEARCH_MS],
    ['progressive without an end marker', progressive.subarray(0, -2), MOST_SEARCH_MS],
  ];
  const measured = cases.map(([name, bytes, most]) => ({ name, bytes, most, ms: cpuMsOf(bytes) }));
  return {
    figures: measured.map(({ name, ms, most }) => ({
      what: `cleaning 8 MB of JPEG, ${name}, ms of CPU`,
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

function cpuMsOf(bytes: Uint8Array): number {
  const rounds = Array.from({ length: ROUNDS + 1 }, () => {
    const before = process.cpuUsage();
    const result = cleanImage(bytes);
    const { user, system } = process.cpuUsage(before);
    if (!result.ok) throw new Error(result.problem.detail);
    return (user + system) / 1_000;
  });
  return median(rounds.slice(1));
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
