/**
 * The bar at the lower edge of an open case: the note, and the decisions that this reviewer may take, each with its
 * grounds. The page scrolls behind it.
 */

import type { ApplicantView } from '#src/contract/applicant.ts';
import { groundsFor } from '#src/core/grounds.ts';
import type { Decision } from '#src/core/reasons.ts';
import { pathWith, type QueueFilter } from '../filter.ts';
import { type FormFields, type FormProblem, MAX_NOTE } from '../forms/form.ts';
import { DECISION_LABELS, GROUND_LABELS } from '../labels.ts';

/** The content of the form when it is shown: its CSRF token, what was typed before, and what was wrong with that. */
export type DecisionDraft = {
  readonly token: string;
  readonly typed: FormFields;
  readonly problem: FormProblem | null;
};

/** The id of the form, by which questions elsewhere on the page belong to it. */
export const DECISION_FORM = 'decision';

type BarProps = {
  readonly applicant: ApplicantView;
  readonly allowed: readonly Decision[];
  readonly draft: DecisionDraft;
  readonly filter: QueueFilter;
};

/**
 * Renders the bar. Each decision has its own button and its own list of grounds, so that a decision cannot be sent with
 * a ground that belongs to another.
 */
export function DecisionBar({ applicant: { user_id, seq }, allowed, draft, filter }: BarProps) {
  const { problem, token, typed } = draft;
  const action = `/review/applicants/${user_id}/decisions`;
  return (
    <form
      id={DECISION_FORM}
      class="bar"
      method="post"
      action={pathWith(action, filter)}
      aria-labelledby="decide"
    >
      <h2 id="decide" class="heard">
        Decide
      </h2>
      {/* Without it, the Enter key in a list would send the first decision, whichever list it is. */}
      <button type="submit" disabled hidden />
      <input type="hidden" name="token" value={token} />
      <input type="hidden" name="seq" value={String(seq)} />
      <AskedOnce problem={problem} userId={user_id} filter={filter} />
      <div class="choices">
        <NoteField note={typed.note ?? ''} problem={problem} />
        {allowed.map((decision) => (
          <Choice decision={decision} chosen={typed[`ground_${decision}`]} problem={problem} />
        ))}
      </div>
    </form>
  );
}

function NoteField({ note, problem }: { note: string; problem: FormProblem | null }) {
  const invalid = problem?.field === 'note';
  return (
    <div class="field">
      <label for="note">Note</label>{' '}
      <span class="kbd" aria-hidden="true">
        n
      </span>{' '}
      <small id="note-hint">
        kept out of the log
        <span class="heard">; at most {MAX_NOTE.toLocaleString('en')} characters</span>
      </small>
      <textarea
        id="note"
        name="note"
        rows={invalid ? 5 : 2}
        data-key="n"
        aria-describedby={invalid ? 'problem note-hint' : 'note-hint'}
        aria-invalid={invalid ? 'true' : undefined}
        autofocus={invalid}
      >
        {/* The HTML parser drops the first line end after the tag, so one is added. */}
        {`\n${note}`}
      </textarea>
      {invalid && problem ? <FieldProblem problem={problem} /> : null}
    </div>
  );
}

type AskedProps = {
  readonly problem: FormProblem | null;
  readonly userId: string;
  readonly filter: QueueFilter;
};

/** Asks once more, with a button that sends the same decision anyway; or says what is wrong with the form. */
function AskedOnce({ problem, userId, filter }: AskedProps) {
  if (problem?.field === 'form') return <FieldProblem problem={problem} />;
  if (problem?.field !== 'confirm' || !problem.anyway) return null;
  const { decision, button, query } = problem.anyway;
  return (
    // The question has the focus, not the button: a second Enter must not answer it.
    <div class={`asked ${decision}`} role="alert" tabindex={-1} autofocus>
      <p>
        <strong>Not recorded yet.</strong> {problem.text}
      </p>
      <button
        type="submit"
        name="decision"
        value={decision}
        formaction={pathWith(`/review/applicants/${userId}/decisions`, filter, query)}
      >
        {button}
      </button>
    </div>
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
      <label>
        <span class="heard">Reason</span>
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
      <button type="submit" name="decision" value={decision} title={means}>
        {button}{' '}
        <span class="kbd" aria-hidden="true">
          {key}
        </span>
      </button>
    </fieldset>
  );
}
