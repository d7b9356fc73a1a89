/** Colour profiles put together tag by tag (ICC.1). */

const SRGB = {
  rXYZ: [0.436, 0.2225, 0.0139],
  gXYZ: [0.3851, 0.7169, 0.0971],
  bXYZ: [0.1431, 0.0606, 0.7141],
};

function fixed(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [nth, value] of values.entries()) bytes.writeInt32BE(Math.round(value * 0x10000), 4 * nth);
  return bytes;
}

function tagged(type: string, ...parts: readonly Uint8Array[]): Buffer {
  return Buffer.concat([Buffer.from(type, 'latin1'), Buffer.alloc(4), ...parts]);
}

/** A primary. */
export function xyz(x: number, y: number, z: number): Buffer {
  return tagged('XYZ ', fixed(x, y, z));
}

/** A curve of samples from 0 to 65,535; a single one is a power in 256ths. */
export function sampledCurve(...samples: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + 2 * samples.length);
  bytes.writeUInt32BE(samples.length, 0);
  for (const [nth, sample] of samples.entries()) bytes.writeUInt16BE(Math.round(sample), 4 + 2 * nth);
  return tagged('curv', bytes);
}

/** A curve by its formula (ICC.1 table 68). */
export function formulaCurve(type: number, ...params: readonly number[]): Buffer {
  return tagged('para', Buffer.from([0, type, 0, 0]), fixed(...params));
}

/** The curve of sRGB. */
export const SRGB_CURVE = formulaCurve(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045);

type Profile = {
  readonly space?: string;
  readonly connection?: string;
  /** Replaces tags of sRGB, or adds to them; undefined leaves one out. */
  readonly tags?: Readonly<Record<string, Buffer | undefined>>;
};

/** The profile of sRGB, or of grey with its curve, with those changes. */
export function profileOf({ space = 'RGB ', connection = 'XYZ ', tags = {} }: Profile = {}): Buffer {
  const plain =
    space === 'GRAY'
      ? { kTRC: SRGB_CURVE }
      : {
          ...Object.fromEntries(
            Object.entries(SRGB).map(([tag, [x = 0, y = 0, z = 0]]) => [tag, xyz(x, y, z)]),
          ),
          ...{ rTRC: SRGB_CURVE, gTRC: SRGB_CURVE, bTRC: SRGB_CURVE },
        };
  return assembled(space, connection, Object.entries({ ...plain, ...tags }));
}

/** A profile with exactly these tags, in their order. */
export function assembled(
  space: string,
  connection: string,
  tags: readonly (readonly [string, Buffer | undefined])[],
): Buffer {
  const given = tags.flatMap(([name, data]) => (data ? [[name, data] as const] : []));
  const table = Buffer.alloc(4 + 12 * given.length);
  table.writeUInt32BE(given.length, 0);
  let end = 128 + table.length;
  for (const [nth, [name, data]] of given.entries()) {
    table.write(name, 4 + 12 * nth, 'latin1');
    table.writeUInt32BE(end, 8 + 12 * nth);
    table.writeUInt32BE(data.length, 12 + 12 * nth);
    end += data.length;
  }
  const header = Buffer.alloc(128);
  header.writeUInt32BE(end, 0);
  header.writeUInt32BE(0x02400000, 8);
  header.write(`mntr${space}${connection}`, 12, 'latin1');
  header.write('acsp', 36, 'latin1');
  return Buffer.concat([header, table, ...given.map(([, data]) => data)]);
}
