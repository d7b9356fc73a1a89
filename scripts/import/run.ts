/** The whole import: reads the file, has a few lines worked on at the same time, follows those on their way. */
import { createBacklog } from './backlog.ts';
import { createChecker } from './check-face.ts';
import { parseCustomerLine } from './customer-line.ts';
import { readWhole } from './first-pass.ts';
import { createGiver } from './give-face.ts';
import { eachAtOnce, linesOf } from './lines-of-file.ts';
import { type ImportOptions, ImportStopped } from './options.ts';
import type { Finished, Outcome } from './outcome.ts';
import { type Clock, createPace } from './pace.ts';
import { openPhotosDir } from './photo-file.ts';
import { createRate, finishedOf, progressText } from './progress.ts';
import type { Line } from './read-lines.ts';
import { openReport } from './report-file.ts';
import { createService } from './service.ts';
import type { End, Ended } from './summary.ts';
import { createTally } from './tally.ts';
import type { Screen } from './terminal.ts';

/** What a run depends on. */
export type RunPorts = {
  readonly screen: Screen;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  /** Aborted from outside by a signal, from inside when no line can succeed. */
  readonly stop: AbortController;
};

/** Refused lines that are also shown as they come. */
const MOST_SHOWN = 100;

/** Runs it. @throws `ImportStopped` if it cannot begin */
export async function runImport(
  options: ImportOptions,
  { screen, clock, fetch, stop }: RunPorts,
): Promise<Ended> {
  const { file, target, reportFile, allowedHosts, allowPrivateHosts, source, keepPhotos, atOnce } = options;
  const root = await openPhotosDir(options.photosDir);
  const open = await linesOf(file);
  const pace = createPace(atOnce, clock);
  const ports = { pace, clock, fetch, stop: stop.signal, say: screen.say };
  const service = target && createService({ ...ports, target, defaults: { source, keepPhotos } });
  await service?.check();
  const { total, repeats } = await readWhole(open);
  if (total === 0) throw new ImportStopped(`${file} has no customers: one line of JSON for each.`);
  const report = reportFile === null ? null : await openReport(reportFile, file);
  const tally = createTally();

  async function finish(finished: Finished): Promise<void> {
    tally.add(finished);
    const { line, userId, outcome } = finished;
    if (outcome.result === 'refused' && tally.counts().refused <= MOST_SHOWN)
      screen.say(
        `line ${line}${userId === null ? '' : ` (${userId})`}: ${outcome.refusal.detail} [${outcome.refusal.code}]`,
      );
    await report?.add(finished);
  }

  const hosts = { allowed: allowedHosts, allowPrivate: allowPrivateHosts };
  const sources = { root, hosts, sleep: clock.sleep };
  const backlog =
    service &&
    createBacklog({
      read: service.read,
      finish: ({ line, userId }, outcome) => finish({ line, userId, outcome }),
      clock,
      stop: stop.signal,
    });
  const work =
    service && backlog ? createGiver(service, backlog, sources, options.again) : createChecker(sources);

  async function workOn(line: Line): Promise<void> {
    const customer = parseCustomerLine(line);
    if (!customer.ok) {
      const { refusal, userId } = customer.refusal;
      return finish({ line: line.number, userId, outcome: { result: 'refused', refusal } });
    }
    const { userId } = customer.value;
    const first = repeats.get(line.number);
    const outcome = first === undefined ? await work(customer.value) : repeated(first);
    if (outcome) await finish({ line: line.number, userId, outcome });
  }

  const progress = showProgress();
  const following = backlog?.follow().catch((error) => stop.abort(error));
  await eachAtOnce(open(), atOnce, workOn, stop);
  backlog?.close();
  await following;
  for (const { line, userId } of backlog?.left() ?? [])
    await finish({ line, userId, outcome: { result: 'taken' } });
  progress();
  await report?.close();
  return {
    end: endOf(stop.signal),
    counts: tally.counts(),
    refusedLines: tally.refusedLines(),
    total,
    reportFile,
  };

  /** @returns ends it */
  function showProgress(): () => void {
    const rate = createRate();
    const show = () => {
      const counts = tally.counts();
      const perSecond = rate.note(clock.now(), finishedOf(counts));
      screen.show(progressText({ counts, total, pending: backlog?.size ?? 0, perSecond }));
    };
    show();
    const timer = setInterval(show, screen.everyMs);
    return () => {
      clearInterval(timer);
      show();
      screen.clear();
    };
  }
}

function endOf({ aborted, reason }: AbortSignal): End {
  if (!aborted) return { kind: 'done' };
  if (reason instanceof ImportStopped) return { kind: 'stopped', why: reason.message };
  if (reason === INTERRUPTED) return { kind: 'interrupted' };
  throw reason;
}

/** The reason that `stop` is aborted with by a signal. */
export const INTERRUPTED = 'interrupted';

function repeated(first: number): Outcome {
  const detail = `The user_id stands on line ${first} already: keep one of the lines.`;
  return { result: 'refused', refusal: { code: 'repeated_user_id', detail } };
}
