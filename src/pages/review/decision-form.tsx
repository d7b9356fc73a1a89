/** The decisions that are possible here and no others, each with its reasons; one note for all. */

import type { ApplicantView } from '#src/contract/applicant.ts';
import { groundsFor } from '#src/core/grounds.ts';
import { allowedDecisions, type Decision } from '#src/core/reasons.ts';
import { type FormFields, MAX_NOTE, type Problem } from './form.ts';
import { DECISION_LABELS, GROUND_LABELS } from './labels.ts';

/** What the form holds when it is shown: what was typed so far, and what is wrong with it. */
export type DecisionDraft = {
  readonly token: string;
  readonly typed: FormFields;
  readonly problem: Problem | null;
};

/** The form; every decision has a button and a list of its own, so that no impossible pair can be sent. */
export function DecisionForm({ applicant, draft }: { applicant: ApplicantView; draft: DecisionDraft }) {
  const { user_id, seq, reasons } = applicant;
  const { problem, token, typed } = draft;
  const odd = problem?.field === 'note';
  return (
    <form
      class="decide"
      method="post"
      action={`/review/applicants/${user_id}/decisions`}
      aria-labelledby="decide"
    >
      <h2 id="decide">Decide</h2>
      {problem?.field === 'form' ? <FieldProblem problem={problem} /> : null}
      <input type="hidden" name="token" value={token} />
      <input type="hidden" name="seq" value={String(seq)} />
      <div class="field">
        <label for="note">Note</label>{' '}
        <small id="note-hint">
          kept with the case, not in the log; at most {MAX_NOTE.toLocaleString('en')} characters
        </small>
        <textarea
          id="note"
          name="note"
          rows={odd ? 8 : 2}
          data-key="n"
          aria-describedby={odd ? 'problem note-hint' : 'note-hint'}
          aria-invalid={odd ? 'true' : undefined}
          autofocus={odd}
        >
          {/* The first line end after the tag is not part of the text. */}
          {`\n${typed.note ?? ''}`}
        </textarea>
        {odd && problem ? <FieldProblem problem={problem} /> : null}
      </div>
      <div class="choices">
        {allowedDecisions(reasons).map((decision) => (
          <Choice decision={decision} chosen={typed[`ground_${decision}`]} problem={problem} />
        ))}
      </div>
      <Keys />
    </form>
  );
}

function FieldProblem({ problem }: { problem: Problem }) {
  return (
    <p class="problem" id="problem">
      {problem.text}
    </p>
  );
}

type ChoiceProps = {
  readonly decision: Decision;
  readonly chosen: string | undefined;
  readonly problem: Problem | null;
};

function Choice({ decision, chosen, problem }: ChoiceProps) {
  const { button, means, key } = DECISION_LABELS[decision];
  const odd = problem?.field === decision;
  return (
    <fieldset class={decision}>
      <legend>{button}</legend>
      <p>{means}</p>
      <label>
        Reason
        <select
          name={`ground_${decision}`}
          data-key={key}
          aria-describedby={odd ? 'problem' : undefined}
          aria-invalid={odd ? 'true' : undefined}
          autofocus={odd}
        >
          <option value="">Choose a reason</option>
          {groundsFor(decision).map((ground) => (
            <option value={ground} selected={ground === chosen}>
              {GROUND_LABELS[ground]}
            </option>
          ))}
        </select>
      </label>
      {odd && problem ? <FieldProblem problem={problem} /> : null}
      <button type="submit" name="decision" value={decision}>
        {button}
      </button>
    </fieldset>
  );
}

/** Without the script there are none, so they are shown by it. */
function Keys() {
  return (
    <details class="keys">
      <summary>Keyboard</summary>
      <p>
        Each letter leads to the place, none decides: <kbd>a</kbd> approve, <kbd>r</kbd> reject, <kbd>l</kbd>{' '}
        liveness again, <kbd>p</kbd> new photo, <kbd>t</kbd> try again, <kbd>n</kbd> note, <kbd>j</kbd> next
        case, <kbd>z</kbd> zoom, <kbd>o</kbd> turn, <kbd>b</kbd> face boxes.
      </p>
      <label class="switch">
        <input type="checkbox" id="shortcuts" checked /> Shortcuts on
      </label>
    </details>
  );
}
