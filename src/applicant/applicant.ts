/**
 * One applicant: a Durable Object named by `user_id`. It takes commands and runs background tasks; the core decides.
 */
import { DurableObject } from 'cloudflare:workers';
import { requireServices, type Services } from '#src/config/services.ts';
import type { ApplicantView } from '#src/contract/applicant.ts';
import { hasUploadsLeft } from '#src/core/attempts.ts';
import type { AlteredPhoto, Command, StoredIdPhoto } from '#src/core/commands.ts';
import { decide } from '#src/core/decide.ts';
import type { PhotoKind } from '#src/core/events.ts';
import { type FoundPair, type PairDecision, PICTURE_ID, type StoredPhoto } from '#src/core/evidence.ts';
import { hasKnownPicture } from '#src/core/known/known-faces.ts';
import { decisionOn, openPairs } from '#src/core/known/pairs.ts';
import type { State } from '#src/core/model.ts';
import { currentGeneration, stateForLink } from '#src/core/onboarding-link.ts';
import { type Result, wrongStatus } from '#src/core/result.ts';
import { isErased } from '#src/core/status.ts';
import type { CheckedRow } from '#src/d1/row.ts';
import type { Head, RowCheck } from '#src/d1/row-check.ts';
import { type StoredEvent, UnreadableLog } from '#src/event-log/event-store.ts';
import type { Actor, Aggregate, Handled } from './aggregate/aggregate.ts';
import { aggregateSettingsOf } from './aggregate/settings.ts';
import type { Background } from './background/background.ts';
import { type RowRebuilt, rebuildRow } from './background/copy-to-d1.ts';
import { checkRow } from './background/nightly-check.ts';
import { acceptSubscriber, dismissSender, generationAskedFor } from './live-updates.ts';
import { openApplicant, resume } from './open-applicant.ts';
import { photoDamage } from './read-photo.ts';
import { sessionOfReturn } from './sessions/return-redirects.ts';
import { createSessionStarts } from './sessions/session-starts.ts';
import type { Started, StartGiven } from './sessions/start-session.ts';
import {
  creationOf,
  decisionOf,
  type GivenPairDecision,
  type NewApplicant,
  noteOf,
  pairDecisionOf,
  type ReviewDecision,
  type ReviewNote,
} from './side-data-commands.ts';
import { createApiUploads } from './storage/api-uploads.ts';
import { answerName, answerOf, answerRow, answersIn, dayOldAnswers } from './storage/personal-data.ts';
import type { SideDataEntry } from './storage/side-data.ts';
import { type History, historyOf } from './views/history.ts';
import type { OnboardingView } from './views/onboarding-view.ts';
import { personalDataOf } from './views/personal-data-view.ts';
import { idPhotoPrefix, namedPhoto, pictureOfFace } from './views/photo-keys.ts';
import { applicantShown, onboardingShown } from './views/views.ts';

/** How long a request to erase waits for the deletions. The receipt lists those still pending after that. */
const ERASE_WITHIN_MS = 2_000;

/** How long a start waits for what `/result` says of the session before. */
const RESULT_WITHIN_MS = 20_000;

/** How long an object whose log this version cannot read waits before it tries again. */
const UNREADABLE_RETRY_MS = 5 * 60_000;

/** Where an ID photo comes from: the applicant's page, by the generation of its link, or the API, by its ticket. */
export type UploadSource = { readonly link: number } | { readonly ticket: string };

/** A picture of a customer from before, in R2, and what came with it. */
export type GivenPicture = Pick<
  Extract<Command, { type: 'give_known_face' }>,
  'photo' | 'sentSha256' | 'source' | 'keepPhoto'
>;

/** What a command of that type holds. */
type GivenOf<T extends Command['type']> = Omit<Extract<Command, { type: T }>, 'type'>;

/** The Durable Object. Public methods are its RPC surface. */
export class Applicant extends DurableObject<Env> {
  readonly #uploads = createApiUploads(this.ctx.storage);
  /**
   * Null when this version cannot read the log. Then every method that needs the log throws `UnreadableLog` and nothing
   * is written; only the alarm is set again.
   */
  readonly #opened = openApplicant(this.ctx, aggregateSettingsOf(this.env), this.#uploads, () =>
    this.#services(),
  );
  readonly #starts = createSessionStarts(this.ctx.storage);

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

  /**
   * Creates the applicant. Leaves an existing one unchanged.
   * @returns `created`: false when it existed already; `photoPrefix`: where its pictures are stored in R2;
   * `linkGeneration`: as `linkGeneration()`
   */
  create(
    given: NewApplicant,
    actor: Actor,
  ): { created: boolean; applicant: ApplicantView; photoPrefix: string; linkGeneration: number | null } {
    const { command, sideDataEntries } = creationOf(given);
    const handled = this.#handle(command, actor, sideDataEntries);
    const { state } = this.#aggregate;
    if (!state) throw new Error('an applicant that was created is not there');
    const { photoPrefix } = state;
    const linkGeneration = currentGeneration(state);
    return { created: handled.ok, applicant: this.#view(state), photoPrefix, linkGeneration };
  }

  /** Returns the applicant as the API shows it, or null when there is none. */
  read(): ApplicantView | null {
    const { state } = this.#aggregate;
    return state && this.#view(state);
  }

  /** Returns the generation whose onboarding links work; null when none do or there is no applicant. */
  linkGeneration(): number | null {
    const { state } = this.#aggregate;
    return state && currentGeneration(state);
  }

  /** Makes the next generation of onboarding links, which ends the earlier ones. */
  renewOnboardingLink(actor: Actor): Result<{ applicant: ApplicantView; linkGeneration: number | null }> {
    const renewed = this.#command({ type: 'renew_onboarding_link' }, actor);
    if (!renewed.ok) return renewed;
    return { ok: true, value: { applicant: renewed.value, linkGeneration: this.linkGeneration() } };
  }

  /** Ends all onboarding links, with their cookies, forms and live updates. */
  endOnboardingLinks(actor: Actor): Result<ApplicantView> {
    return this.#command({ type: 'end_onboarding_links' }, actor);
  }

  /**
   * Returns the applicant as its own pages show it.
   * @param link generation of the link that the pages were opened with; a refusal when it has ended
   */
  onboarding(link: number): Result<OnboardingView> {
    const found = stateForLink(this.#aggregate.state, link);
    if (!found.ok) return found;
    return { ok: true, value: onboardingShown(this.#aggregate, found.value, this.#services()) };
  }

  /**
   * Records that the applicant consents now, on its own page.
   * @param version of the consent text
   * @param link as in `onboarding`
   */
  recordConsent(version: string, actor: Actor, link: number): Result<ApplicantView> {
    const found = stateForLink(this.#aggregate.state, link);
    if (!found.ok) return found;
    const givenAt = new Date().toISOString();
    return this.#command({ type: 'record_consent', consent: { version, givenAt } }, actor);
  }

  /**
   * Opens a WebSocket that gets a message at each change, but not when a photo is viewed. The caller has checked that
   * the page belongs to this applicant. Answers 410 when the page's link has ended.
   */
  override fetch(request: Request): Response {
    const link = generationAskedFor(request);
    const found = stateForLink(this.#aggregate.state, link);
    return found.ok ? acceptSubscriber(this.ctx, link) : new Response(null, { status: 410 });
  }

  /** Closes a WebSocket that sends something: our pages never do, and each message would wake the object. */
  override webSocketMessage(socket: WebSocket): void {
    dismissSender(socket);
  }

  /**
   * Counts an upload on the applicant's own page. Call it before the picture is checked.
   * @param link as in `onboarding`
   * @returns the R2 prefix to store the picture under, or a refusal
   */
  receiveIdPhoto(bytes: number, actor: Actor, link: number): Result<{ photoPrefix: string }> {
    const found = stateForLink(this.#aggregate.state, link);
    if (!found.ok) return found;
    const handled = this.#handle({ type: 'receive_id_photo', bytes }, actor);
    return handled.ok ? this.locateIdPhotoUpload() : handled;
  }

  /**
   * Returns where to store an ID photo if one is awaited, not a boolean. Call it before the picture is checked.
   * @returns the R2 prefix to store the picture under, or a refusal
   */
  locateIdPhotoUpload(): Result<{ photoPrefix: string }> {
    return idPhotoPrefix(this.#aggregate.state);
  }

  /**
   * Admits an upload by the API, unless as many as `MAX_UPLOADS` were made or are being checked. Call it before the
   * picture is read.
   * @returns the R2 prefix to store the picture under, and the ticket that counts the upload; or a refusal
   */
  admitIdPhoto(actor: Actor): Result<{ photoPrefix: string; ticket: string }> {
    const handled = this.#handle({ type: 'admit_id_photo', unlogged: this.#uploads.count() }, actor);
    const located = handled.ok ? this.locateIdPhotoUpload() : handled;
    return located.ok ? { ok: true, value: { ...located.value, ticket: this.#uploads.begin() } } : located;
  }

  /**
   * Admits an upload a second time, whose picture took long to arrive: the object may have started anew since then. The
   * ticket stays the same.
   */
  admitAgain(ticket: string, actor: Actor): Result<null> {
    this.#uploads.end(ticket, false);
    const handled = this.#handle({ type: 'admit_id_photo', unlogged: this.#uploads.count() }, actor);
    if (!handled.ok) return handled;
    this.#uploads.begin(ticket);
    return { ok: true, value: null };
  }

  /**
   * Admits the photo of a form that is to create the applicant, by the same count: that of this user, whether or not there
   * is an applicant yet. Call it before the picture is checked.
   * @returns the ticket that counts the upload, or a refusal
   */
  admitFirstIdPhoto(): Result<{ ticket: string }> {
    const { policy } = this.#services().config;
    if (!hasUploadsLeft(this.#aggregate.state, this.#uploads.count(), policy)) {
      return { ok: false, refusal: { code: 'upload_limit_reached' } };
    }
    return { ok: true, value: { ticket: this.#uploads.begin() } };
  }

  /**
   * Admits a picture of a customer from before, who may not be known here yet. Call it before the picture is checked.
   * @param sentSha256 of the file
   * @returns the applicant when this very picture is on record, else the ticket that counts the upload; or a refusal
   */
  admitKnownFace(sentSha256: string, actor: Actor): Result<{ same: ApplicantView } | { ticket: string }> {
    const { state } = this.#aggregate;
    const { ILIVE_COLLECTION: collection } = this.#services().config;
    if (state && hasKnownPicture(state, sentSha256, collection))
      return { ok: true, value: { same: this.#view(state) } };
    const unlogged = this.#uploads.countKnown();
    const handled = this.#handle({ type: 'admit_known_face', unlogged }, actor);
    return handled.ok ? { ok: true, value: { ticket: this.#uploads.beginKnown() } } : handled;
  }

  /**
   * Makes the applicant of a customer from before, if there is none yet: the log names the prefix of the pictures before
   * any of them is stored.
   * @returns the R2 prefix, or a refusal when another picture is not taken any more
   */
  openKnownFace(
    given: Pick<NewApplicant, 'userId' | 'metadata'>,
    actor: Actor,
  ): Result<{ photoPrefix: string }> {
    const { command, sideDataEntries } = creationOf({
      ...given,
      consent: null,
      redirectUrl: null,
      known: true,
    });
    this.#handle(command, actor, sideDataEntries);
    const { state } = this.#aggregate;
    if (!state) throw new Error('an applicant that was created is not there');
    if (state.status.name !== 'known') return wrongStatus(state);
    return { ok: true, value: { photoPrefix: state.photoPrefix } };
  }

  /**
   * Takes a picture of a customer from before that is already in R2. Its ticket goes with the same write: from then on
   * the log counts the picture.
   * @returns `taken`: false when this picture was on record meanwhile, so that the one in R2 is not needed
   */
  giveKnownFace(
    picture: GivenPicture,
    actor: Actor,
    ticket: string,
  ): Result<{ taken: boolean; applicant: ApplicantView }> {
    const pictureId = PICTURE_ID + crypto.randomUUID().replaceAll('-', '');
    const { ILIVE_COLLECTION: collection } = this.#services().config;
    const handled = this.#handle({ type: 'give_known_face', pictureId, collection, ...picture }, actor);
    if (!handled.ok) return handled;
    const taken = handled.value.length > 0;
    if (taken) this.#uploads.end(ticket, false);
    const shown = this.#viewNow();
    return shown.ok ? { ok: true, value: { taken, applicant: shown.value } } : shown;
  }

  /** Returns the pairs with that other customer that this one's search found and nobody has decided: one a face. */
  openPairs(otherUserId: string): readonly (FoundPair & { readonly faceId: string })[] {
    const { state } = this.#aggregate;
    const faceId = state?.face?.faceId;
    if (!state || faceId === undefined) return [];
    return openPairs(state).flatMap((pair) =>
      pair.otherUserId === otherUserId ? [{ ...pair, faceId }] : [],
    );
  }

  /** Returns the id of the face in use, null when there is none; undefined when there is no applicant. */
  faceInUse(): string | null | undefined {
    const { state } = this.#aggregate;
    return state ? (state.face?.faceId ?? null) : undefined;
  }

  /**
   * Returns the applicant as one of a pair, or null when there is none.
   * @param faceId of the pair
   * @returns `picture`: as `pictureOfFace`
   */
  pairSide(faceId: string): { applicant: ApplicantView; picture: 'known' | 'liveness' | null } | null {
    const { state } = this.#aggregate;
    return state && { applicant: this.#view(state), picture: pictureOfFace(state, faceId) };
  }

  /** Returns the newest decision on a pair with that other customer, or null. */
  pairDecision(otherUserId: string): PairDecision | null {
    const said = this.#aggregate.state?.pairDecisions ?? [];
    return said.findLast((decision) => decision.otherUserId === otherUserId) ?? null;
  }

  /** Notes a reviewer's decision on a pair. The same decision again is not noted twice. */
  decidePair({ note, ...decision }: GivenPairDecision, actor: Actor): Result<PairDecision> {
    const { command, sideDataEntries } = pairDecisionOf({ note, ...decision }, this.#nextSeq);
    const handled = this.#handle(command, actor, sideDataEntries);
    if (!handled.ok) return handled;
    const { state } = this.#aggregate;
    const said = state && decisionOn(state, decision);
    if (!said) throw new Error('a decision that was noted is not there');
    return { ok: true, value: said };
  }

  /** Ends an upload by the API that attached nothing. @param isPaid iLive was asked, so that it counts on */
  endUpload(ticket: string, isPaid: boolean): void {
    this.#uploads.end(ticket, isPaid);
  }

  /**
   * Attaches an ID photo that is already in R2.
   * @param source the link of the applicant's page, as in `onboarding`, or the ticket of an upload by the API, which goes
   * with the same write: from then on the log counts the upload
   */
  attachIdPhoto(photo: StoredIdPhoto, actor: Actor, source: UploadSource): Result<ApplicantView> {
    const found = 'link' in source ? stateForLink(this.#aggregate.state, source.link) : null;
    if (found && !found.ok) return found;
    const attached = this.#command({ type: 'attach_id_photo', photo }, actor);
    if (attached.ok && 'ticket' in source) this.#uploads.end(source.ticket, false);
    return attached;
  }

  /**
   * Starts a session on the applicant's own page, as `startSession` does.
   * @param link as in `onboarding`; checked again once iLive has answered
   */
  async startSessionByLink(given: StartGiven, actor: Actor, link: number): Promise<Started> {
    const found = stateForLink(this.#aggregate.state, link);
    if (!found.ok) return found;
    const started = await this.startSession(given, actor);
    const stillFound = stateForLink(this.#aggregate.state, link);
    return stillFound.ok ? started : stillFound;
  }

  /** Returns the open session, or starts one. Concurrent calls share one session. */
  async startSession(given: StartGiven, actor: Actor): Promise<Started> {
    const { ilive, seal, config, sessionBudget, figures } = this.#services();
    const { policy, PUBLIC_URL: publicUrl } = config;
    const objectId = this.ctx.id.toString();
    const work = () => this.#background.workWithin(RESULT_WITHIN_MS);
    const settings = { ilive, seal, sessionBudget, policy, objectId, publicUrl };
    const starting = { aggregate: this.#aggregate, ...settings, work };
    const started = await this.#starts.start(starting, given, actor);
    // A start that failed is followed by no run, which would report it.
    void figures.report();
    return started;
  }

  /**
   * Records that the browser came back from iLive, unless the request is only speculative.
   * @param returnRef the random part of the return link
   * @returns the session, and the page to redirect to (null when the caller gave none); null when the link is unknown
   * or too old
   */
  noteReturn(
    returnRef: string,
    isSpeculative: boolean,
  ): { sessionId: string; redirectUrl: string | null } | null {
    const { state } = this.#aggregate;
    const found = state && sessionOfReturn(this.#aggregate, state, returnRef, Date.now());
    if (found && !isSpeculative)
      this.#handle({ type: 'note_return', sessionId: found.sessionId }, 'applicant');
    return found;
  }

  /**
   * Takes a webhook whose signature was verified. It is stored when this returns; the background tasks run after that.
   * @returns `known`: false when there is no such applicant or session
   */
  reportVerdict(report: GivenOf<'report_verdict'>): Promise<{ known: boolean }> {
    return this.#report({ type: 'report_verdict', ...report });
  }

  /** Takes a verified webhook that names a session but has no verdict that can be read, so that `/result` is asked for. */
  reportUnreadableVerdict(report: GivenOf<'report_unreadable_verdict'>): Promise<{ known: boolean }> {
    return this.#report({ type: 'report_unreadable_verdict', ...report });
  }

  /** Returns the events after a `seq`, oldest first, or null when there is no applicant. */
  events(after: number, limit: number): readonly StoredEvent[] | null {
    return this.#aggregate.state && this.#aggregate.events(after, limit);
  }

  /**
   * Returns the applicant with its log for a person to read and the texts of all notes, or null when there is none.
   * @param maxPhotoViews how many views of photos are included at most, the newest ones
   */
  history(maxPhotoViews: number): History | null {
    const { state, sideData } = this.#aggregate;
    return state && historyOf(this.#view(state), this.#aggregate.events(0), sideData.all(), maxPhotoViews);
  }

  /** Returns the picture in use as the log names it. It records nothing: call `viewPhoto` before it is shown. */
  locatePhoto(photo: PhotoKind): Result<StoredPhoto> {
    return namedPhoto(this.#aggregate.state, photo);
  }

  /**
   * Records a view of a picture. The view is in the log before this returns. It is recorded at most once an hour for
   * each actor and picture.
   * @param sha256 of the picture that is about to be shown; refused when it is not in use any more
   */
  viewPhoto(photo: PhotoKind, actor: Actor, sha256?: string): Result<StoredPhoto> {
    const shown = sha256 === undefined ? {} : { sha256 };
    const handled = this.#handle({ type: 'view_photo', photo, actor, ...shown }, actor);
    return handled.ok ? namedPhoto(this.#aggregate.state, photo) : handled;
  }

  /** Records that a look found other bytes in R2 than the log names, which opens a review. @param actor who looked */
  noteAlteredPhoto(altered: AlteredPhoto, actor: Actor): void {
    this.#handle({ type: 'note_altered_photo', ...altered }, actor);
  }

  /**
   * Returns everything that is stored about the person, without secrets; null when there is no applicant. `answers` are
   * those kept for idempotency keys, as text: they still hold links.
   */
  personalData() {
    const { state, sideData } = this.#aggregate;
    if (!state) return null;
    const view = personalDataOf(this.#aggregate, state, this.#services(), Date.now());
    return { view, answers: answersIn(sideData.all()), events: this.#aggregate.events(0) };
  }

  /**
   * Takes a reviewer's decision on the applicant as it was at the decision's `seq`. A blank note counts as no note. An
   * acceptance covers the pictures that the log names, so they are read from R2 before it: if one is not there as the
   * log names it, that is recorded and the decision is refused.
   * @throws when R2 cannot be reached
   */
  async decide(decision: ReviewDecision, actor: Actor): Promise<Result<ApplicantView>> {
    const { state } = this.#aggregate;
    if (decision.decision === 'approve' && state?.status.name === 'in_review') {
      for (const command of await photoDamage(state, this.#services().photos))
        this.#handle(command, 'service');
    }
    const { command, sideDataEntries } = decisionOf(decision, actor, this.#nextSeq);
    return this.#command(command, actor, sideDataEntries);
  }

  /** Says whether the core would take a decision now. It records nothing and reads no picture. */
  checkDecision(decision: ReviewDecision, actor: Actor): Result<null> {
    const { command } = decisionOf(decision, actor, this.#nextSeq);
    const { policy } = this.#services().config;
    const answer = decide(this.#aggregate.state, command, Date.now(), policy);
    return answer.ok ? { ok: true, value: null } : answer;
  }

  /** Claims an open case for the actor. @param takeOver whether to take it from another actor */
  claimReview(reviewer: string, takeOver: boolean, actor: Actor): Result<ApplicantView> {
    return this.#command({ type: 'claim_review', actor, reviewer, takeOver }, actor);
  }

  /** Ends the actor's claim. */
  endClaim(actor: Actor): Result<ApplicantView> {
    return this.#command({ type: 'end_claim', actor }, actor);
  }

  /** Takes back the actor's proposal. */
  withdrawProposal(actor: Actor): Result<ApplicantView> {
    return this.#command({ type: 'withdraw_proposal', actor }, actor);
  }

  /** Adds a reviewer's note. */
  addNote(note: ReviewNote, actor: Actor): Result<ApplicantView> {
    const { command, sideDataEntries } = noteOf(note, this.#nextSeq);
    return this.#command(command, actor, sideDataEntries);
  }

  /** Erases personal data here, in R2, in D1 and at iLive. Returns the receipt after a short wait for the deletions. */
  async erase(actor: Actor): Promise<Result<ApplicantView>> {
    const handled = this.#handle({ type: 'erase', cause: 'request' }, actor);
    if (!handled.ok) return handled;
    await this.#background.workWithin(ERASE_WITHIN_MS);
    return this.#viewNow();
  }

  /**
   * Makes the notifications that were given up due again and starts sending them.
   * @returns their `seq`, oldest first; a refusal when there is no applicant, or it was erased
   */
  resendNotifications(): Result<readonly number[]> {
    const { state } = this.#aggregate;
    if (!state) return { ok: false, refusal: { code: 'applicant_not_found' } };
    if (isErased(state)) return wrongStatus(state);
    const again = this.#aggregate.outbox((box) => box.resend(Date.now()));
    this.#background.work();
    return { ok: true, value: again };
  }

  /**
   * Stores the answer to a request with an idempotency key, as side data that erasure removes.
   * @param name unique for each request
   * @returns false when nothing is stored, because the applicant is erased or does not exist, or a hundred are kept
   */
  keepAnswer(name: string, answer: string): boolean {
    return this.#aggregate.sideData.keep(answerRow(name, answer, Date.now()), dayOldAnswers(Date.now()));
  }

  /** Returns a stored answer, or null when there is none. */
  answer(name: string): string | null {
    return answerOf(this.#aggregate.sideData.get(answerName(name)));
  }

  /** Deletes a stored answer. Called when its idempotency key expires. */
  dropAnswer(name: string): void {
    this.#aggregate.sideData.drop(answerName(name));
  }

  /** Runs what is due and writes the D1 row, with the time when something is due next. Called by the cron sweep. */
  async wake(): Promise<void> {
    // By its D1 row this object is overdue, so its alarm may be lost: set it again.
    this.#aggregate.schedule.forgetCachedTime();
    this.#aggregate.row.markDue();
    await this.#background.workAndNotify();
    this.#aggregate.schedule.setExact(Date.now());
  }

  /**
   * Compares the D1 row with the log, and rewrites it if it differs and `repair` is set. Called by the nightly cron.
   * @param there the row that D1 has, or null when it has none
   * @param known an event that a day's file names, so that the log must contain it; or null
   * @returns null when there is no log
   * @throws when D1 is out of reach
   */
  async checkRow(there: CheckedRow | null, repair: boolean, known: Head | null): Promise<RowCheck | null> {
    const [aggregate, services] = [this.#aggregate, this.#services()];
    const copying = { aggregate, services, view: (state: State) => this.#view(state) };
    const check = await checkRow(copying, there, repair, known);
    // An event may have come during the check; its run may have handled the row before this repair.
    if (check) void this.#background.work();
    return check;
  }

  /**
   * Writes the D1 row from the log if it is missing or differs. Called to rebuild D1; it logs no missing row.
   * @returns what became of it, or null when there is no log
   * @throws when D1 is out of reach
   */
  async rebuildRow(): Promise<RowRebuilt | null> {
    const [aggregate, services] = [this.#aggregate, this.#services()];
    if (!aggregate.state) return null;
    const rebuilt = await rebuildRow({ aggregate, services, view: (state) => this.#view(state) });
    // Only then: each run sets an alarm, and a rebuild calls every object.
    if (this.#background.isDue()) void this.#background.work();
    return rebuilt;
  }

  /**
   * Runs what is due. Throws only when storage fails: the platform gives up on an alarm that has failed a few times.
   */
  override async alarm(): Promise<void> {
    if (!this.#opened) {
      // A newer version can read the log. Keep the alarm until it is deployed.
      await this.ctx.storage.setAlarm(Date.now() + UNREADABLE_RETRY_MS);
      return;
    }
    this.#aggregate.schedule.fired();
    this.#aggregate.row.recheck();
    // A run that is under way needs a safety-net alarm too, in case it crashes.
    this.#background.arm((schedule) => schedule.setSafetyNet(Date.now()));
    await this.#background.work();
  }

  /** The number that the next event will have. */
  get #nextSeq(): number {
    return (this.#aggregate.state?.seq ?? 0) + 1;
  }

  #handle(command: Command, actor: Actor, sideDataEntries: readonly SideDataEntry[] = []): Handled {
    return this.#aggregate.handle(
      command,
      actor,
      this.#services().config.policy,
      Date.now(),
      sideDataEntries,
    );
  }

  /** Throws at once when the log cannot be read, as the other methods do, and not in a promise. */
  #report(command: Command): Promise<{ known: boolean }> {
    const handled = this.#handle(command, 'ilive');
    const starting = this.#starts.underWay();
    if (handled.ok || !starting) return Promise.resolve({ known: handled.ok });
    // The webhook may overtake the answer to the session's creation.
    return starting.then(() => ({ known: this.#handle(command, 'ilive').ok }));
  }

  #command(
    command: Command,
    actor: Actor,
    sideDataEntries: readonly SideDataEntry[] = [],
  ): Result<ApplicantView> {
    const handled = this.#handle(command, actor, sideDataEntries);
    return handled.ok ? this.#viewNow() : handled;
  }

  #viewNow(): Result<ApplicantView> {
    const value = this.read();
    return value ? { ok: true, value } : { ok: false, refusal: { code: 'applicant_not_found' } };
  }

  #view(state: State): ApplicantView {
    return applicantShown(this.#aggregate, state, this.#services());
  }

  /** Throws when the settings are not valid. Only background tasks can meet that: requests are refused before. */
  #services(): Services {
    return requireServices(this.env);
  }
}
