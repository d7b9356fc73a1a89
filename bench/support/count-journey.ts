/** One journey on the counted Worker: what it used, and which calls it made to iLive. */
import { z } from 'zod';
import { CPU_MS, OBJECT_GB } from '../prices.ts';
import type { IliveStub } from './ilive-stub.ts';
import type { Journey } from './journeys.ts';
import type { Service } from './service.ts';

const tallySchema = z.record(z.string(), z.number());
/** So long nothing may be used before the next step. */
const QUIET_MS = 250;
/** What the object itself waits for; the look at the upload is the Worker's, which pays for no waiting. */
const OBJECTS_CALLS: ReadonlySet<string> = new Set([
  'create_session',
  'result',
  'photo',
  'compare',
  'index',
  'list',
  'search',
]);

/**
 * Counts it.
 * @param lines all that the service has said on the console so far
 */
export async function countJourney(
  { user, steps }: Journey,
  service: Service,
  stub: IliveStub,
  lines: readonly string[],
) {
  const { serviceUrl, evict } = service;
  const counts: Record<string, number> = {};
  const take = async () => {
    const taken = tallySchema.parse(await (await fetch(`${serviceUrl}/bench/tally`)).json());
    for (const [name, n] of Object.entries(taken)) counts[name] = (counts[name] ?? 0) + n;
    return Object.keys(taken).length;
  };
  const quiet = async () => {
    while ((await take()) > 0) await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  };
  const before = stub.calls.length;
  const linesBefore = lines.length;
  for (const { step, pauseMs } of steps) {
    await step(user);
    await quiet();
    if (pauseMs === 0) continue;
    const advance = `${serviceUrl}/bench/advance?ms=${pauseMs}&user=${user}`;
    const advanced = await fetch(advance, { method: 'POST' });
    if (!advanced.ok) throw new Error(`the clock did not move: ${await advanced.text()}`);
    service.clock.aheadMs += pauseMs;
    await quiet();
    await evict('Applicant', user);
  }
  const calls = stub.calls.slice(before);
  const waitedMs = calls
    .filter(({ name }) => OBJECTS_CALLS.has(name))
    .reduce((sum, it) => sum + it.tookMs, 0);
  counts['ilive.calls'] = calls.length;
  counts['ilive.bytes_in'] = calls.reduce((sum, it) => sum + it.bytesIn, 0);
  const said = lines.slice(linesBefore);
  counts['log.lines'] = said.length;
  counts['cpu.ms'] = CPU_MS;
  counts['object.gb_s'] = (waitedMs / 1_000) * OBJECT_GB;
  const strange = said.filter((line) => !line.startsWith('{"audit":'));
  return { counts, calls: calls.map(({ name }) => name), strange };
}
