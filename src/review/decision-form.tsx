/** The decisions that are possible here and no others, each with its reasons; one note for all. */
import { allowedDecisions, type Decision } from '../core/reasons.ts';
import type { ApplicantView } from '../http/schema.ts';
import { DECISION_LABELS, GROUNDS } from './labels.ts';

/** What the form holds when it is shown. */
export type DecisionDraft = {
  readonly token: string;
  readonly note: string;
  readonly problem: string | null;
};

/** The form; every decision has a button and a list of its own, so that no impossible pair can be sent. */
export function DecisionForm({ applicant, draft }: { applicant: ApplicantView; draft: DecisionDraft }) {
  const { user_id, seq, reasons } = applicant;
  return (
    <form class="decide" method="post" action={`/review/applicants/${user_id}/decisions`}>
      <h2 id="decide">Decide</h2>
      {draft.problem === null ? null : (
        <p class="notice bad" role="alert">
          {draft.problem}
        </p>
      )}
      <input type="hidden" name="token" value={draft.token} />
      <input type="hidden" name="seq" value={String(seq)} />
      <label class="note">
        Note <small>kept with the case, not in the log</small>
        <textarea name="note" rows={2} data-key="n" maxlength={4_000}>
          {draft.note}
        </textarea>
      </label>
      <div class="choices">
        {allowedDecisions(reasons).map((decision) => (
          <Choice decision={decision} />
        ))}
      </div>
      <details>
        <summary>Keyboard</summary>
        <p>
          Each letter leads to the place, none decides: <kbd>a</kbd> approve, <kbd>r</kbd> reject,{' '}
          <kbd>l</kbd> liveness again, <kbd>p</kbd> new photo, <kbd>t</kbd> try again, <kbd>n</kbd> note,{' '}
          <kbd>j</kbd> next case, <kbd>z</kbd> zoom, <kbd>o</kbd> turn, <kbd>b</kbd> face boxes.
        </p>
        <label>
          <input type="checkbox" id="shortcuts" checked /> Shortcuts on
        </label>
      </details>
    </form>
  );
}

function Choice({ decision }: { decision: Decision }) {
  const { button, means, key } = DECISION_LABELS[decision];
  return (
    <fieldset class={decision}>
      <legend>{button}</legend>
      <p>{means}</p>
      <label>
        Reason
        <select name={`ground_${decision}`} data-key={key}>
          <option value="">Choose a reason</option>
          {GROUNDS[decision].map((ground) => (
            <option>{ground}</option>
          ))}
        </select>
      </label>
      <button type="submit" name="decision" value={decision}>
        {button}
      </button>
    </fieldset>
  );
}
