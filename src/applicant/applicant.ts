/** One applicant: a Durable Object named by `user_id`. It hears commands and keeps the pipeline going; the core decides. */
import { DurableObject } from 'cloudflare:workers';
import { requireServices, type Services } from '#src/config/services.ts';
import type { ApplicantView } from '#src/contract/applicant.ts';
import type { Command, StoredIdPhoto } from '#src/core/commands.ts';
import type { State } from '#src/core/model.ts';
import type { Result } from '#src/core/result.ts';
import type { CheckedRow } from '#src/d1/row.ts';
import type { Head, RowCheck } from '#src/d1/row-check.ts';
import { type StoredEvent, UnreadableLog } from '#src/event-log/event-store.ts';
import type { PhotoKind } from '#src/photos/photo-store.ts';
import type { Actor, Aggregate, Handled } from './aggregate/aggregate.ts';
import { aggregateSettingsOf } from './aggregate/settings.ts';
import type { Background } from './background/background.ts';
import { checkRow } from './background/check-row.ts';
import { acceptSubscriber, dismissSender } from './live-updates.ts';
import { openApplicant, resume } from './open-applicant.ts';
import { sessionOfReturn } from './sessions/return-redirects.ts';
import { createSessionStarts, type StartGiven } from './sessions/session-starts.ts';
import type { Started } from './sessions/start-session.ts';
import { creationOf, decisionOf, type NewApplicant, type ReviewDecision } from './side-data-commands.ts';
import { answerName, answerOf, answerRow, dayOldAnswers } from './storage/personal-data.ts';
import type { Personal } from './storage/side-data.ts';
import { type History, historyOf } from './views/history.ts';
import type { OnboardingView } from './views/onboarding-view.ts';
import { placeForIdPhoto, placeOf } from './views/photo-keys.ts';
import { applicantShown, onboardingShown } from './views/views.ts';

/** How long a request to erase waits for what can be done at once; the receipt says what is pending after that. */
const ERASE_WITHIN_MS = 2_000;

/** How long the alarm of an object waits whose log this version cannot read. */
const UNREADABLE_RETRY_MS = 5 * 60_000;

/** The Durable Object. Public methods are its RPC surface. */
export class Applicant extends DurableObject<Env> {
  /** Null where the log is none that this version can read: then every method throws `UnreadableLog` and nothing is touched. */
  readonly #opened = openApplicant(this.ctx, aggregateSettingsOf(this.env), () => this.#services());
  readonly #starts = createSessionStarts();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const opened = this.#opened;
    if (opened) void ctx.blockConcurrencyWhile(() => resume(opened));
  }

  get #aggregate(): Aggregate {
    if (!this.#opened) throw new UnreadableLog(null);
    return this.#opened.aggregate;
  }

  get #background(): Background {
    if (!this.#opened) throw new UnreadableLog(null);
    return this.#opened.background;
  }

  /** Makes the applicant; one that exists already is answered unchanged. */
  create(
    given: NewApplicant,
    actor: Actor,
  ): { created: boolean; applicant: ApplicantView; photoPrefix: string } {
    const { command, personal } = creationOf(given);
    const handled = this.#handle(command, actor, personal);
    const { state } = this.#aggregate;
    if (!state) throw new Error('an applicant that was created is not there');
    return { created: handled.ok, applicant: this.#view(state), photoPrefix: state.photoPrefix };
  }

  /** The applicant now, or null. */
  read(): ApplicantView | null {
    const { state } = this.#aggregate;
    return state && this.#view(state);
  }

  /** What the applicant's own pages show, or null. */
  onboarding(): OnboardingView | null {
    const { state } = this.#aggregate;
    return state && onboardingShown(this.#aggregate, state, this.#services());
  }

  /** Consent given on the applicant's own page, now. */
  recordConsent(version: string, actor: Actor): Result<ApplicantView> {
    const givenAt = new Date().toISOString();
    return this.#command({ type: 'record_consent', consent: { version, givenAt } }, actor);
  }

  /** A WebSocket that is told of each change. Whose it is was checked before. */
  override fetch(): Response {
    return acceptSubscriber(this.ctx);
  }

  /** Our pages only listen: whoever talks is none of them, and would keep the object awake. */
  override webSocketMessage(socket: WebSocket): void {
    dismissSender(socket);
  }

  /** An upload on the applicant's own page, before it is looked at: where it may be put, if there may be another one. */
  receiveIdPhoto(bytes: number, actor: Actor): Result<{ photoPrefix: string }> {
    const handled = this.#handle({ type: 'receive_id_photo', bytes }, actor);
    return handled.ok ? this.awaitsIdPhoto() : handled;
  }

  /** Where an ID photo may be put, if one is awaited. Asked before the upload is looked at. */
  awaitsIdPhoto(): Result<{ photoPrefix: string }> {
    return placeForIdPhoto(this.#aggregate.state);
  }

  /** Takes an ID photo that lies in R2. */
  attachIdPhoto(photo: StoredIdPhoto, actor: Actor): Result<ApplicantView> {
    return this.#command({ type: 'attach_id_photo', photo }, actor);
  }

  /** The open session or a new one; starts at the same moment share one. */
  startSession(given: StartGiven, actor: Actor): Promise<Started> {
    const { ilive, seal, config } = this.#services();
    const { policy, PUBLIC_URL: publicUrl } = config;
    const objectId = this.ctx.id.toString();
    const starting = { aggregate: this.#aggregate, ilive, seal, policy, objectId, publicUrl };
    return this.#starts.start(starting, given, actor);
  }

  /** The browser came back: where to send it on, or null for a link that is none. */
  noteReturn(returnRef: string): { sessionId: string; redirectUrl: string | null } | null {
    const { state } = this.#aggregate;
    const found = state && sessionOfReturn(this.#aggregate, state, returnRef, Date.now());
    if (found) this.#handle({ type: 'note_return', sessionId: found.sessionId }, 'applicant');
    return found;
  }

  /** A verified webhook. ScheduleInput when this returns; the pipeline runs after it. */
  async reportVerdict(
    report: Omit<Extract<Command, { type: 'report_verdict' }>, 'type'>,
  ): Promise<{ known: boolean }> {
    const command = { type: 'report_verdict', ...report } as const;
    let handled = this.#handle(command, 'ilive');
    const starting = this.#starts.underWay();
    if (!handled.ok && starting) {
      // The webhook may overtake the answer to the session's creation.
      await starting;
      handled = this.#handle(command, 'ilive');
    }
    return { known: handled.ok };
  }

  /** The log after that number, oldest first; null for no applicant. */
  events(after: number, limit: number): readonly StoredEvent[] | null {
    return this.#aggregate.state && this.#aggregate.events(after, limit);
  }

  /** The whole log for a person to read, of the looks at photos only the newest; null for no applicant. */
  history(mostLooks: number): History | null {
    return this.#aggregate.state && historyOf(this.#aggregate.events(0), mostLooks);
  }

  /** Where the picture lies; the look is in the log before it is shown, once an hour for each actor. */
  viewPhoto(photo: PhotoKind, actor: Actor): Result<{ key: string }> {
    const handled = this.#handle({ type: 'view_photo', photo, actor }, actor);
    return handled.ok ? placeOf(this.#aggregate.state, photo) : handled;
  }

  /** A reviewer's decision on what was there at `seq`. A blank note is none. */
  decide(decision: ReviewDecision, actor: Actor): Result<ApplicantView> {
    const { command, personal } = decisionOf(decision, (this.#aggregate.state?.seq ?? 0) + 1);
    return this.#command(command, actor, personal);
  }

  /** Removes what is personal, here and elsewhere, as far as it goes in a moment; the answer is the receipt. */
  async erase(actor: Actor): Promise<Result<ApplicantView>> {
    const handled = this.#handle({ type: 'erase', cause: 'request' }, actor);
    if (!handled.ok) return handled;
    await this.#background.workWithin(ERASE_WITHIN_MS);
    return this.#viewNow();
  }

  /** Sends the notifications again that were given up; their `seq`. Null for no applicant. */
  resendNotifications(): readonly number[] | null {
    if (!this.#aggregate.state) return null;
    const again = this.#aggregate.outbox((box) => box.resend(Date.now()));
    this.#background.work();
    return again;
  }

  /** Keeps an answer to be given again, where erasure finds it; false where there is nobody to keep it for. */
  keepAnswer(name: string, answer: string): boolean {
    return this.#aggregate.sideData.keep(answerRow(name, answer, Date.now()), dayOldAnswers(Date.now()));
  }

  /** The kept answer, or null. */
  answer(name: string): string | null {
    return answerOf(this.#aggregate.sideData.get(answerName(name)));
  }

  /** Its time is over. */
  dropAnswer(name: string): void {
    this.#aggregate.sideData.drop(answerName(name));
  }

  /** The cron sweep's call: does what is due and writes the row, with the time at which something is due next. */
  async wake(): Promise<void> {
    // The sweep calls only objects whose alarm is overdue: it may be lost, so it is set again.
    this.#aggregate.schedule.forgetCachedTime();
    this.#aggregate.row.markDue();
    await this.#background.rest();
    this.#aggregate.schedule.setExactly(Date.now());
  }

  /**
   * Compares the row that D1 has with the log; null where there is no log. What differs is written anew if `repair` says so.
   * @param known an event that was written down elsewhere and must be in the log
   */
  async checkRow(there: CheckedRow | null, repair: boolean, known: Head | null): Promise<RowCheck | null> {
    const [aggregate, services] = [this.#aggregate, this.#services()];
    const copying = { aggregate, services, view: (state: State) => this.#view(state) };
    const check = await checkRow(copying, there, repair, known);
    // An event may have come in between, whose own run found the row as it was.
    if (check) void this.#background.work();
    return check;
  }

  /** Never throws: the platform gives up on an alarm after a few failures, this handler does not. */
  override async alarm(): Promise<void> {
    if (!this.#opened) {
      // Another version will read the log; until it is deployed, the alarm must not be lost.
      await this.ctx.storage.setAlarm(Date.now() + UNREADABLE_RETRY_MS);
      return;
    }
    this.#aggregate.schedule.fired();
    this.#aggregate.row.doubt();
    // Also in the middle of a run, for the rest of it.
    this.#background.arm((schedule) => schedule.setSafetyNet(Date.now()));
    await this.#background.work();
  }

  #handle(command: Command, actor: Actor, personal: readonly Personal[] = []): Handled {
    return this.#aggregate.handle(command, actor, this.#services().config.policy, Date.now(), personal);
  }

  #command(command: Command, actor: Actor, personal: readonly Personal[] = []): Result<ApplicantView> {
    const handled = this.#handle(command, actor, personal);
    return handled.ok ? this.#viewNow() : handled;
  }

  #viewNow(): Result<ApplicantView> {
    const value = this.read();
    return value ? { ok: true, value } : { ok: false, refusal: { code: 'applicant_not_found' } };
  }

  #view(state: State): ApplicantView {
    return applicantShown(this.#aggregate, state, this.#services());
  }

  /** The settings were read before any request was let in; only an alarm can find them wrong. */
  #services(): Services {
    return requireServices(this.env);
  }
}
