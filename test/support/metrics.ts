/** Reads `/metrics` as a monitoring would, over HTTP. */
import { expect } from 'vitest';
import { send } from './customer.ts';

/** The samples by series, as they are written: `name{label="value"}`. */
export type Samples = ReadonlyMap<string, number>;

/** Asks for the figures. */
export async function scrape(): Promise<Samples> {
  const { status, headers, body } = await send('GET', '/metrics', { as: 'operator' });
  expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  const lines = new TextDecoder().decode(body).split('\n');
  const samples = lines.filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    samples.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}

/** By how much each series has grown; those that have not are left out. */
export function growth(before: Samples, after: Samples): Readonly<Record<string, number>> {
  const changed = [...after].map(([series, value]) => [series, value - (before.get(series) ?? 0)] as const);
  return Object.fromEntries(changed.filter(([, by]) => by !== 0));
}
