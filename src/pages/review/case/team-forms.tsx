/** The small forms of a case: leave it, take it over, take a proposal back, add a note. */
import type { ApplicantView } from '#src/contract/applicant.ts';
import { pathWith, type QueueFilter } from '../filter.ts';
import { MAX_NOTE } from '../forms/form.ts';
import { DECISION_LABELS, GROUND_LABELS } from '../labels.ts';
import { nextPath } from '../next.ts';
import { Moment } from '../time.tsx';
import type { Holder, Stance, Viewer } from './stance.ts';

type FormProps = {
  readonly applicant: ApplicantView;
  readonly token: string;
  readonly filter: QueueFilter;
};

/** Renders the ways out of a case: forms that end the reviewer's claim, or links where there is none. */
export function Leave({ applicant, token, filter, claims }: FormProps & { claims: boolean }) {
  if (!claims) {
    return (
      <p class="leave">
        <a class="button quiet-button" href={pathWith('/review', filter)}>
          Back to the queue
        </a>
        <a class="button quiet-button" href={nextPath(applicant, filter)} data-next>
          Next case{' '}
          <span class="kbd" aria-hidden="true">
            j
          </span>
        </a>
      </p>
    );
  }
  return (
    <form class="leave" method="post" action={actionOf(applicant, 'claim', filter)}>
      <input type="hidden" name="token" value={token} />
      <button type="submit" class="quiet-button" name="leave" value="queue">
        Back to the queue
      </button>
      <button type="submit" class="quiet-button" name="leave" value="next" data-next>
        Leave it, next case{' '}
        <span class="kbd" aria-hidden="true">
          j
        </span>
      </button>
    </form>
  );
}

/** Renders the bar in place of the decisions while another reviewer has the case. */
export function TakenBar({ applicant, token, filter, holder }: FormProps & { holder: Holder }) {
  return (
    <form class="bar taken" method="post" action={actionOf(applicant, 'claim', filter)}>
      <p>
        <strong>{holder.by}</strong> has this case until <Moment at={holder.until} short />.
      </p>
      <input type="hidden" name="token" value={token} />
      <input type="hidden" name="act" value="take_over" />
      <a class="button" href={nextPath(applicant, filter)} data-next>
        Open the next free case{' '}
        <span class="kbd" aria-hidden="true">
          j
        </span>
      </a>
      <button type="submit" class="quiet-button">
        Take it over
      </button>
    </form>
  );
}

const WHY_NOT: Readonly<Record<'role' | 'senior' | 'escalated', string>> = {
  role: 'You can see this case. To decide it, your address needs the role reviewer or senior.',
  senior: 'This case is in the senior queue. Somebody with the role senior decides it.',
  escalated: 'You escalated this case, so somebody else decides it. You can return it to the standard queue.',
};

/** Says why the reviewer may not decide everything here. */
export function WhyNot({ why }: Pick<Stance, 'why'>) {
  return why === null || why === 'closed' ? null : <p class="notice">{WHY_NOT[why]}</p>;
}

/** Shows a decision that waits for a second reviewer; its author can take it back. */
export function ProposalNotice({ applicant, token, filter, viewer }: FormProps & { viewer: Viewer }) {
  const proposal = applicant.review?.proposal;
  if (!proposal) return null;
  const { decision, ground, by, at } = proposal;
  const own = by === viewer.email;
  const words = `“${DECISION_LABELS[decision].button}” (${GROUND_LABELS[ground]})`;
  return (
    <form class="notice proposal" method="post" action={actionOf(applicant, 'proposal', filter)}>
      <p>
        <strong>{own ? 'You' : by}</strong> proposed {words} <Moment at={at} />.{' '}
        {own ? 'Another reviewer must decide the same.' : null}
        {!own && viewer.rights.mayDecide ? 'If you decide the same, it is carried out.' : null}
      </p>
      {own && viewer.rights.mayDecide ? (
        <>
          <input type="hidden" name="token" value={token} />
          <button type="submit" class="quiet-button">
            Take it back
          </button>
        </>
      ) : null}
    </form>
  );
}

/** Renders the form that adds a note without deciding. */
export function NoteForm({ applicant, token, filter }: FormProps) {
  return (
    <details class="add-note">
      <summary>Add a note</summary>
      <form method="post" action={actionOf(applicant, 'notes', filter)}>
        <input type="hidden" name="token" value={token} />
        <label>
          Note, without a decision
          <textarea name="note" rows={3} maxlength={MAX_NOTE} required />
        </label>
        <button type="submit">Add</button>
      </form>
    </details>
  );
}

function actionOf(
  { user_id }: ApplicantView,
  what: 'claim' | 'notes' | 'proposal',
  filter: QueueFilter,
): string {
  return pathWith(`/review/applicants/${user_id}/${what}`, filter);
}
