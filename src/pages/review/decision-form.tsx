/** The form for a reviewer's decision: one note, and the decisions that the case allows, each with its grounds. */

import type { ApplicantView } from '#src/contract/applicant.ts';
import { groundsFor } from '#src/core/grounds.ts';
import { allowedDecisions, type Decision } from '#src/core/reasons.ts';
import { type FormFields, type FormProblem, MAX_NOTE } from './form.ts';
import { DECISION_LABELS, GROUND_LABELS } from './labels.ts';

/** The content of the form when it is shown: its CSRF token, what was typed before, and what was wrong with that. */
export type DecisionDraft = {
  readonly token: string;
  readonly typed: FormFields;
  readonly problem: FormProblem | null;
};

/**
 * Renders the form. Each decision has its own button and its own list of grounds, so that a decision cannot be sent
 * with a ground that belongs to another.
 */
export function DecisionForm({ applicant, draft }: { applicant: ApplicantView; draft: DecisionDraft }) {
  const { user_id, seq, reasons, review } = applicant;
  const { problem, token, typed } = draft;
  const invalid = problem?.field === 'note';
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
          rows={invalid ? 8 : 2}
          data-key="n"
          aria-describedby={invalid ? 'problem note-hint' : 'note-hint'}
          aria-invalid={invalid ? 'true' : undefined}
          autofocus={invalid}
        >
          {/* The HTML parser drops the first line end after the tag, so one is added. */}
          {`\n${typed.note ?? ''}`}
        </textarea>
        {invalid && problem ? <FieldProblem problem={problem} /> : null}
      </div>
      <div class="choices">
        {allowedDecisions(reasons, review?.queue ?? 'standard').map((decision) => (
          <Choice decision={decision} chosen={typed[`ground_${decision}`]} problem={problem} />
        ))}
      </div>
      <Keys />
    </form>
  );
}

function FieldProblem({ problem }: { problem: FormProblem }) {
  return (
    <p class="problem" id="problem">
      {problem.text}
    </p>
  );
}

type ChoiceProps = {
  readonly decision: Decision;
  readonly chosen: string | undefined;
  readonly problem: FormProblem | null;
};

function Choice({ decision, chosen, problem }: ChoiceProps) {
  const { button, means, key } = DECISION_LABELS[decision];
  const invalid = problem?.field === decision;
  return (
    <fieldset class={decision}>
      <legend>{button}</legend>
      <p>{means}</p>
      <label>
        Reason
        <select
          name={`ground_${decision}`}
          data-key={key}
          aria-describedby={invalid ? 'problem' : undefined}
          aria-invalid={invalid ? 'true' : undefined}
          autofocus={invalid}
        >
          <option value="">Choose a reason</option>
          {groundsFor(decision).map((ground) => (
            <option value={ground} selected={ground === chosen}>
              {GROUND_LABELS[ground]}
            </option>
          ))}
        </select>
      </label>
      {invalid && problem ? <FieldProblem problem={problem} /> : null}
      <button type="submit" name="decision" value={decision}>
        {button}
      </button>
    </fieldset>
  );
}

/** Explains the keyboard shortcuts, which only work with the script, and lets the reviewer switch them off. */
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
