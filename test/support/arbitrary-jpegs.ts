/** JPEGs whose structure is drawn at random: sampling, scans, restart intervals and every code in them. */
import fc from 'fast-check';

/** Two tables in which all codes have one length, so that a code is the place of its symbol. */
const DC_SYMBOLS = Array.from({ length: 12 }, (_, size) => size);
const DC_BITS = 4;
const AC_SYMBOLS = [
  0x00,
  0xf0,
  ...Array.from({ length: 160 }, (_, i) => ((i % 16) << 4) | (1 + Math.floor(i / 16))),
];
const AC_BITS = 8;

type Component = { readonly across: number; readonly down: number };

/** What a picture is made of. */
export type JpegPlan = {
  readonly width: number;
  readonly height: number;
  readonly components: readonly Component[];
  readonly interleaved: boolean;
  readonly restartInterval: number;
  readonly seed: number;
};

const factor = fc.constantFrom(1, 2);
const component = fc.record({ across: factor, down: factor });

/** Draws a plan. */
export const jpegPlan: fc.Arbitrary<JpegPlan> = fc.record({
  width: fc.integer({ min: 1, max: 70 }),
  height: fc.integer({ min: 1, max: 70 }),
  components: fc.oneof(fc.tuple(component), fc.tuple(component, component, component)).filter(fitsUnit),
  interleaved: fc.boolean(),
  restartInterval: fc.constantFrom(0, 0, 1, 2, 7),
  seed: fc.nat(),
});

/** A unit has at most ten blocks (T.81 B.2.3). */
function fitsUnit(components: readonly Component[]): boolean {
  return components.reduce((sum, { across, down }) => sum + across * down, 0) <= 10;
}

/** The segments of a picture, from SOI to before EOI: each scan is one with its coded data. */
export function segmentsOf(plan: JpegPlan): Buffer[] {
  const { width, height, components, interleaved, restartInterval, seed } = plan;
  const random = randomOf(seed);
  const all = components.map((_, index) => index);
  const size = [height >> 8, height & 0xff, width >> 8, width & 0xff];
  const listed = components.flatMap(({ across, down }, index) => [index + 1, across * 16 + down, 0]);
  return [
    Buffer.from([0xff, 0xd8]),
    segment(0xdb, [0, ...Array.from({ length: 64 }, () => 2)]),
    segment(0xc4, [0x00, ...countsOf(DC_BITS, DC_SYMBOLS.length), ...DC_SYMBOLS]),
    segment(0xc4, [0x10, ...countsOf(AC_BITS, AC_SYMBOLS.length), ...AC_SYMBOLS]),
    segment(0xdd, [restartInterval >> 8, restartInterval & 0xff]),
    segment(0xc0, [8, ...size, components.length, ...listed]),
    ...(interleaved ? [all] : all.map((index) => [index])).map((scanned) => scanOf(plan, scanned, random)),
  ];
}

function scanOf(plan: JpegPlan, scanned: readonly number[], random: (below: number) => number): Buffer {
  const header = segment(0xda, [scanned.length, ...scanned.flatMap((index) => [index + 1, 0]), 0, 63, 0]);
  const data: number[] = [];
  let writer = bitWriter(data);
  const { units, blocks } = sizeOf(plan, scanned);
  for (let unit = 0; unit < units; unit += 1) {
    if (plan.restartInterval > 0 && unit > 0 && unit % plan.restartInterval === 0) {
      writer.close();
      data.push(0xff, 0xd0 + ((unit / plan.restartInterval - 1) & 7));
      writer = bitWriter(data);
    }
    for (let block = 0; block < blocks; block += 1) writeBlock(writer.write, random);
  }
  writer.close();
  return Buffer.concat([header, Buffer.from(data)]);
}

function sizeOf({ width, height, components }: JpegPlan, scanned: readonly number[]) {
  const across = Math.max(...components.map((it) => it.across));
  const down = Math.max(...components.map((it) => it.down));
  const chosen = scanned.flatMap((index) => components[index] ?? []);
  const [only] = chosen;
  if (only && chosen.length === 1) {
    const columns = Math.ceil(Math.ceil((width * only.across) / across) / 8);
    return { units: columns * Math.ceil(Math.ceil((height * only.down) / down) / 8), blocks: 1 };
  }
  const blocks = chosen.reduce((sum, it) => sum + it.across * it.down, 0);
  return { units: Math.ceil(width / 8 / across) * Math.ceil(height / 8 / down), blocks };
}

function writeBlock(write: (value: number, bits: number) => void, random: (below: number) => number): void {
  const size = random(7);
  write(size, DC_BITS);
  write(random(1 << size), size);
  for (let k = 1; k < 64; k += 1) {
    const place = random(3) === 0 ? 0 : random(AC_SYMBOLS.length);
    const symbol = AC_SYMBOLS[place] ?? 0;
    const run = symbol === 0 ? 0 : symbol >> 4;
    if (symbol === 0 || k + run > 63) {
      write(0, AC_BITS);
      return;
    }
    write(place, AC_BITS);
    write(random(1 << (symbol & 0x0f)), symbol & 0x0f);
    k += run;
  }
}

/** Appends bits to bytes: a zero after each 0xFF, ones at the end. */
function bitWriter(into: number[]) {
  let [held, count] = [0, 0];
  const write = (value: number, bits: number) => {
    for (let bit = bits - 1; bit >= 0; bit -= 1) {
      held = (held << 1) | ((value >> bit) & 1);
      count += 1;
      if (count < 8) continue;
      into.push(held);
      if (held === 0xff) into.push(0);
      [held, count] = [0, 0];
    }
  };
  return { write, close: () => count > 0 && write(0xff, 8 - count) };
}

function segment(marker: number, payload: readonly number[]): Buffer {
  const length = payload.length + 2;
  return Buffer.from([0xff, marker, length >> 8, length & 0xff, ...payload]);
}

function countsOf(bits: number, symbols: number): number[] {
  return Array.from({ length: 16 }, (_, index) => (index === bits - 1 ? symbols : 0));
}

/** Numbers from 0 to below `below`, the same for a seed each time. */
function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % below;
  };
}
