/** Bodies of any length are read whole or not at all, whatever their sender says of their length. */
import { expect, it } from 'vitest';
import { readBounded } from '../../src/platform/read-bounded.ts';

const LIMIT = 3_000_000;
const bytesOf = (length: number) => Uint8Array.from({ length }, (_, index) => index % 251);

/** A body that comes in pieces of that size, and how often it was written to. */
function comingIn(bytes: Uint8Array, piece: number) {
  const { readable, writable } = new IdentityTransformStream();
  const writer = writable.getWriter();
  const sent = (async () => {
    for (let at = 0; at < bytes.length; at += piece) await writer.write(bytes.slice(at, at + piece));
    await writer.close();
  })().catch(() => {});
  return { readable, sent };
}

const saying = (length: string | null) => new Headers(length === null ? {} : { 'content-length': length });

it.each([
  0, 1, 65_535, 65_536, 65_537, 300_000, 1_048_575, 1_048_576, 2_500_000,
])('reads %i bytes, announced, not announced, or announced wrongly', async (length) => {
  const bytes = bytesOf(length);
  for (const said of [
    String(length),
    null,
    '0',
    '10',
    '10.5',
    '2900000',
    '-5',
    'many',
    '1e999',
    '8000000000000',
  ]) {
    const { readable, sent } = comingIn(bytes, 50_000);
    const read = await readBounded(readable, saying(said), LIMIT);
    await sent;
    expect(read?.length, `announced as ${said}`).toBe(length);
    expect(read && Buffer.compare(read, bytes), `announced as ${said}`).toBe(0);
  }
});

it.each([
  LIMIT + 1,
  LIMIT + 2_000_000,
])('gives nothing of %i bytes, however small they were said to be', async (length) => {
  for (const said of [String(length), null, '0', '10', String(LIMIT)]) {
    const { readable } = comingIn(bytesOf(length), 50_000);
    expect(await readBounded(readable, saying(said), LIMIT), `announced as ${said}`).toBeNull();
  }
});

it('takes exactly as much as is allowed', async () => {
  const { readable } = comingIn(bytesOf(LIMIT), 1_000_000);
  expect((await readBounded(readable, saying(String(LIMIT)), LIMIT))?.length).toBe(LIMIT);
});

it('stops reading where the limit is passed', async () => {
  let pulled = 0;
  const endless = new ReadableStream({
    type: 'bytes',
    pull(controller) {
      pulled += 1;
      controller.enqueue(new Uint8Array(10_000));
    },
  });
  expect(await readBounded(endless, saying('10'), 100_000)).toBeNull();
  expect(pulled).toBeLessThan(30);
});

it('a body that breaks off throws', async () => {
  const { readable, writable } = new IdentityTransformStream();
  const writer = writable.getWriter();
  const broken = writer.write(bytesOf(10)).then(() => writer.abort(new Error('gone')));
  await expect(readBounded(readable, saying('100'), LIMIT)).rejects.toThrow();
  await broken.catch(() => {});
});

it('no body is an empty one', async () => {
  expect(await readBounded(null, saying(null), LIMIT)).toEqual(new Uint8Array(0));
});
