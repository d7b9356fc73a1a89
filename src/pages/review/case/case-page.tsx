/**
 * The page of one applicant in any status: why it is here, evidence, scores, facts, timeline, and at the lower edge the
 * decisions while the case is open.
 */

import { Scores } from '../charts/scores.tsx';
import type { QueueFilter } from '../filter.ts';
import { SAME_PERSON } from '../forms/form.ts';
import { TypedNote } from '../forms/typed-note.tsx';
import { STATUS_LABELS } from '../labels.ts';
import { Reasons } from '../reasons.tsx';
import { formatWait } from '../time.tsx';
import type { Case } from './case.ts';
import { DecisionBar, type DecisionDraft } from './decision-bar.tsx';
import type { Faces } from './faces.ts';
import { Keys } from './keys.tsx';
import { Others } from './others.tsx';
import { FaceSwitch, PhotoPair, SamePersonQuestion } from './photos.tsx';
import { Facts, Sessions } from './sessions.tsx';
import type { Stance, Viewer } from './stance.ts';
import { Leave, NoteForm, ProposalNotice, TakenBar, WhyNot } from './team-forms.tsx';
import { Timeline } from './timeline.tsx';
import { whyHere } from './why.ts';

/** The input of the page. */
export type CasePageProps = {
  readonly reviewCase: Case;
  readonly viewer: Viewer;
  readonly stance: Stance;
  readonly draft: DecisionDraft;
  readonly filter: QueueFilter;
  /** `qualityMin`: the minimum photo quality, 0 to 1; `titleField`: the metadata key that is shown as a name. */
  readonly settings: { readonly qualityMin: number; readonly titleField: string | undefined };
  /** Ms since the epoch. */
  readonly now: number;
  /** A sentence about the decision just made on the page before. */
  readonly done: string | null;
};

/** Renders the page. */
export function CasePage(props: CasePageProps) {
  const { reviewCase, viewer, stance, draft, filter, settings, now, done } = props;
  const { applicant, events, notes, photoViews, photoViewCount, faces, others } = reviewCase;
  const open = applicant.status === 'in_review';
  const form = { applicant, token: draft.token, filter };
  // A form that was sent is shown again, with what was typed, though another reviewer may have the case meanwhile.
  const decides = stance.allowed.length > 0 && (stance.holder === null || draft.problem !== null);
  const own = { applicant, faces };
  const hits = <Others {...{ own, others, filter }} typed={decides ? draft.typed : null} />;
  // What decides comes first.
  const isAboutOthers = applicant.reasons.includes('possible_duplicate');
  return (
    <>
      {done === null ? null : <output class="notice">{done}</output>}
      {draft.problem && open && draft.problem.field !== 'confirm' ? (
        <p class="notice bad" role="alert">
          <strong>Nothing has been recorded yet.</strong> {draft.problem.text} What you typed is{' '}
          <a href="#decide">in the form</a>.
        </p>
      ) : null}
      <Heading {...props} />
      {open ? (
        <p class="why">
          {whyHere({ applicant, events, others, qualityMin: settings.qualityMin, now })}{' '}
          <a href="#log">All that happened</a>
        </p>
      ) : null}
      <WhyNot why={stance.why} />
      {open ? <ProposalNotice {...form} viewer={viewer} /> : null}
      {decides ? null : <TypedNote note={draft.typed.note ?? ''} />}
      {applicant.erasure === null ? (
        <div class="evidence">
          <div>
            {isAboutOthers ? hits : null}
            <Photos {...props} asks={decides} />
            {isAboutOthers ? null : hits}
          </div>
          <div>
            <section aria-labelledby="scores">
              <h2 id="scores">What was measured</h2>
              <Scores
                applicant={applicant}
                qualityMin={settings.qualityMin}
                hasLivePhoto={faces.livenessSession === applicant.liveness?.session_id}
              />
            </section>
            <section aria-labelledby="facts">
              <h2 id="facts">Facts</h2>
              <Facts applicant={applicant} />
            </section>
          </div>
        </div>
      ) : null}
      <div class="evidence">
        <section aria-labelledby="log">
          <h2 id="log">Timeline</h2>
          {viewer.rights.mayDecide && applicant.erasure === null ? <NoteForm {...form} /> : null}
          <Timeline events={events} notes={new Map(notes.map(({ seq, note }) => [seq, note]))} />
          <PhotoViews photoViews={photoViews} photoViewCount={photoViewCount} />
        </section>
        <div>
          {applicant.erasure === null ? null : (
            <section aria-labelledby="facts">
              <h2 id="facts">Facts</h2>
              <Facts applicant={applicant} />
            </section>
          )}
          <section aria-labelledby="attempts">
            <h2 id="attempts">Attempts</h2>
            <Sessions events={events} />
          </section>
          <Keys />
        </div>
      </div>
      {decides ? <DecisionBar {...{ applicant, allowed: stance.allowed, draft, filter }} /> : null}
      {!decides && stance.holder ? <TakenBar {...form} holder={stance.holder} /> : null}
    </>
  );
}

/** Shows both photos of the applicant. @param props `asks`: whether it is asked if they show one person */
function Photos({ reviewCase, draft, asks }: CasePageProps & { asks: boolean }) {
  const { applicant, faces, others } = reviewCase;
  return (
    <section aria-labelledby="photos">
      <div class="title">
        <h2 id="photos">Photos</h2>
        {asks && applicant.match ? (
          <SamePersonQuestion
            name={SAME_PERSON.match}
            ask="Same person on both?"
            chosen={draft.typed[SAME_PERSON.match]}
          />
        ) : null}
        {hasFace([faces, ...others.map((other) => other.faces)]) ? <FaceSwitch /> : null}
      </div>
      <PhotoPair applicant={applicant} faces={faces} />
    </section>
  );
}

function Heading({ reviewCase, viewer, stance, draft, filter, settings, now }: CasePageProps) {
  const { applicant } = reviewCase;
  const { user_id, status, reasons, review, metadata } = applicant;
  const open = status === 'in_review';
  const name = settings.titleField === undefined ? undefined : metadata[settings.titleField];
  return (
    <div class="heading">
      <h1>
        {name === undefined || name === null ? user_id : String(name)}
        {name === undefined || name === null ? null : <small class="id">{user_id}</small>}
      </h1>
      <span class={`status ${status}`}>{STATUS_LABELS[status]}</span>
      <Reasons reasons={reasons} />
      {open && review?.queue === 'senior' ? <span class="status in_review">Senior queue</span> : null}
      {open && review ? <span class="waiting">waiting {formatWait(review.opened_at, now)}</span> : null}
      <Leave
        applicant={applicant}
        token={draft.token}
        filter={filter}
        claims={open && stance.holder === null && review?.claimed_by === viewer.email}
      />
    </div>
  );
}

function hasFace(all: readonly Faces[]): boolean {
  return all.some(({ id, liveness }) => id !== null || liveness !== null);
}

/** Lists the views of photos apart from the timeline, where they would hide the other events. */
function PhotoViews({ photoViews, photoViewCount }: Pick<Case, 'photoViews' | 'photoViewCount'>) {
  if (photoViewCount === 0) return null;
  const shown = photoViews.length < photoViewCount ? `, the newest ${photoViews.length} of them` : '';
  return (
    <details>
      <summary>{`Looks at photos: ${photoViewCount}${shown}`}</summary>
      <Timeline events={photoViews} />
    </details>
  );
}
