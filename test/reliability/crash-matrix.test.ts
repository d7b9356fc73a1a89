/** The object dies before and after every call and every event of its way, and ends where it would have ended. */
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { setClock } from '../support/controlled-applicant.ts';
import { createCrasher } from '../support/crash-on-demand.ts';
import { PATHS, type Path, walk } from '../support/crash-paths.ts';
import { newUserId } from '../support/customer.ts';
import { checkExport, checkSettled, wholeLog } from '../support/model-checks.ts';
import { muteConsole } from '../support/mute-console.ts';
import { FULL } from '../support/scale.ts';
import { type CallName, createScriptedIlive } from '../support/scripted-ilive.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Where the object dies: around a call's effect, as soon as an event is stored, or around the writing of its row in D1. */
type Cell =
  | { readonly call: CallName; readonly nth: number; readonly when: 'before' | 'after' }
  | { readonly event: number; readonly type: string }
  | { readonly row: number; readonly when: 'before' | 'after' };

/** Far enough ahead that no alarm rings by itself. */
let start = Date.now() + 2_000 * 86_400_000;

async function run(path: Path, cell: Cell | null) {
  // The lane of known faces gives a picture's check a call only while it is quiet: each way needs it so.
  start += path.known ? 3_600_000 : 1_000;
  setClock(start);
  const user = newUserId();
  let died = false;
  const crasher = createCrasher(user);
  const die = async () => {
    died = true;
    await crasher.die();
  };
  const atCall = async (name: CallName, nth: number, when: 'before' | 'after') => {
    // Between the event and the crash nothing else gets done.
    await crasher.rest();
    if (cell && 'call' in cell && cell.call === name && cell.nth === nth && cell.when === when) await die();
  };
  const ilive = createScriptedIlive({
    fault: (name, nth) => (path.losesIndex && name === 'index' && nth === 2 ? 'lost' : null),
    before: (name, nth) => atCall(name, nth, 'before'),
    after: (name, nth) => atCall(name, nth, 'after'),
  });
  if (path.stranger) ilive.addFace('stranger', 'alice');
  const uninstall = ilive.install();
  let rows = 0;
  // `prepare` and `batch` of D1 are those of its class: the object's binding is not the test's.
  const database = Object.getPrototypeOf(env.DB);
  const batch = database.batch;
  vi.spyOn(database, 'batch').mockImplementation(async function (this: unknown, ...given: unknown[]) {
    rows += 1;
    const dies = cell && 'row' in cell && !died && rows === cell.row ? cell.when : null;
    if (dies === 'before') await die();
    const result = await batch.apply(this, given);
    if (dies === 'after') await die();
    return result;
  });
  let logged = 0;
  const { errors } = muteConsole((line) => {
    if (!line.startsWith('{"audit"') || !line.includes(user)) return;
    logged += 1;
    if (!cell || !('event' in cell) || died || logged !== cell.event) return;
    void die();
  });
  try {
    const applicant = await walk(user, ilive, path);
    const written = rows;
    await checkSettled(user, ilive, { faults: new Set(), backwards: false, atSearch: [...ilive.faces] });
    expect(
      errors.filter((line) => !line.includes('request_failed')),
      'console.error',
    ).toEqual([]);
    expect(died, 'the crash came').toBe(cell !== null);
    const { status, reasons, match, dedupe } = applicant;
    const end = { status, reasons, match: match?.outcome, dedupe: dedupe?.outcome };
    const log = await wholeLog(user);
    await checkExport(user, log);
    return { end: { ...end, faces: ilive.facesOf(user).length }, log, calls: ilive.seen, rows: written };
  } finally {
    crasher.stop();
    uninstall();
    vi.restoreAllMocks();
    vi.useRealTimers();
  }
}

/** All places to die on the way that was walked without a crash. */
function cellsOf({ log, calls, rows }: Awaited<ReturnType<typeof run>>): Cell[] {
  const seen = new Map<CallName, number>();
  const ofCalls = calls.flatMap(({ name }) => {
    const nth = (seen.get(name) ?? 0) + 1;
    seen.set(name, nth);
    return [{ call: name, nth, when: 'before' } as const, { call: name, nth, when: 'after' } as const];
  });
  const ofEvents = log.map(({ seq, type }) => ({ event: seq, type }));
  const ofRows = Array.from({ length: rows }, (_, nth) => nth + 1).flatMap((row) => {
    return [{ row, when: 'before' } as const, { row, when: 'after' } as const];
  });
  return [...ofCalls, ...ofEvents, ...ofRows];
}

/** Without FULL only these ways are walked with a crash at every place, the others with one at every fourth. */
const EVERY = FULL ? 1 : 4;
const WHOLE = ['happy', 'index answer lost'];

describe('crash matrix', () => {
  it.each(Object.entries(PATHS))(
    '%s',
    async (name, path) => {
      const without = await run(path, null);
      const all = cellsOf(without);
      const cells = all.filter((_, index) => WHOLE.includes(name) || index % EVERY === 0);
      for (const cell of cells) {
        const tooLong = new Promise<never>((_, reject) => {
          setTimeout(() => reject(new Error('it hangs')), 60_000);
        });
        const { end } = await Promise.race([run(path, cell), tooLong]).catch((error) => {
          throw new Error(`${name}, ${JSON.stringify(cell)}: ${error.stack}`);
        });
        expect(end, `${name}, ${JSON.stringify(cell)}`).toEqual(without.end);
      }
      console.info(`crash matrix, ${name}: ${cells.length} of ${all.length} cells`);
    },
    600_000,
  );
});
