/** CPU time of the workerd processes that this process has started. */
import { readdir, readFile } from 'node:fs/promises';

/** The kernel counts in hundredths of a second. */
const TICK_MS = 10;
/** So long a process must have used nothing to be at rest; how long that is waited for. */
const REST_MS = 100;
const REST_WITHIN_MS = 3_000;

/** Milliseconds by process id; empty where the system has no `/proc`. */
export async function workerdCpuMs(): Promise<ReadonlyMap<number, number>> {
  const names = await readdir('/proc').catch(() => []);
  const stats = await Promise.all(
    names
      .filter((name) => /^\d+$/.test(name))
      .map((name) => readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')),
  );
  return new Map(
    stats.flatMap((stat): [number, number][] => {
      // The name stands in brackets and may hold anything; the fields after it do not.
      const [, pid, name, rest = ''] = stat.match(/^(\d+) \((.*)\) (.*)/s) ?? [];
      const fields = rest.split(' ');
      if (name !== 'workerd' || Number(fields[1]) !== process.pid) return [];
      return [[Number(pid), (Number(fields[11]) + Number(fields[12])) * TICK_MS]];
    }),
  );
}

/** The sum of those processes in ms, once they are at rest. */
export async function cpuAtRest(processes: readonly number[]): Promise<number> {
  const deadline = Date.now() + REST_WITHIN_MS;
  const sum = async () => {
    const all = await workerdCpuMs();
    return processes.reduce((ms, pid) => ms + (all.get(pid) ?? 0), 0);
  };
  let before = await sum();
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
    const now = await sum();
    if (now === before || Date.now() > deadline) return now;
    before = now;
  }
}
