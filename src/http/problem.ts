/** Answers with problems, as `application/problem+json` (RFC 9457). `refusalProblem` maps refusals to them. */
import type { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { publicNameOf } from '#src/config/team.ts';
import {
  PROBLEM_CODES,
  type Problem,
  type ProblemCode,
  problemType,
  type StatusOf,
} from '#src/contract/problems.ts';
import type { Refusal } from '#src/core/commands.ts';
import {
  type LimitedEvent,
  MOST_A_DAY,
  MOST_OF_ONE_REVIEWER,
  type ReviewerLimitedEvent,
} from '#src/core/daily-limits.ts';
import { secondsUntil } from '#src/platform/retry-after.ts';

/** What a problem says in addition to its code. */
export type ProblemDetails = {
  /** What happened and what to do next; by default the title. */
  readonly detail?: string | undefined;
  /** The fields that are invalid. */
  readonly errors?: readonly { path: string; message: string }[];
};

const PROBLEM_JSON = { 'content-type': 'application/problem+json' } as const;

/** Answers with the problem of a code. */
export function problem<C extends ProblemCode>(c: Context, code: C, details: ProblemDetails = {}) {
  const [status, title] = PROBLEM_CODES[code];
  const { detail = title, errors } = details;
  const body: Problem = {
    type: problemType(code),
    title,
    status,
    detail,
    code,
    request_id: c.get('requestId') ?? '',
    ...(errors ? { errors: [...errors] } : {}),
  };
  return c.json<Problem, StatusOf<C>>(body, status, PROBLEM_JSON);
}

/** Answers with the problem for a refused command. The problem says less than the refusal. */
export function refusalProblem(c: Context, refusal: Refusal) {
  switch (refusal.code) {
    case 'applicant_not_found':
    case 'unknown_session':
      return applicantNotFound(c);
    case 'photo_not_found':
      return problem(c, 'photo_not_found', {
        detail: 'No such photo is stored, or it is not in use any more.',
      });
    case 'upload_limit_reached': {
      const detail = 'Go on with the photo that is stored. Otherwise the operator has to raise MAX_UPLOADS.';
      return problem(c, 'upload_limit_reached', { detail });
    }
    case 'photo_altered':
      return problem(c, 'photo_altered', {
        detail: 'Its bytes are not those that the log names, so it is not shown. Ask for a new photo.',
      });
    // Only the applicant's own pages are opened by a link.
    case 'link_ended':
      return problem(c, 'wrong_status', { detail: 'The link has ended.' });
    case 'already_exists':
      return problem(c, 'wrong_status', { detail: 'The applicant exists already.' });
    case 'wrong_status': {
      if (refusal.status === 'erased') return gone(c);
      const detail = `The applicant is ${refusal.status}; GET it and follow its next_action.`;
      return problem(c, 'wrong_status', { detail });
    }
    case 'consent_required':
      return problem(c, 'consent_required', {
        detail: 'Ask the applicant, and send consent {version, given_at} with this request.',
      });
    case 'rate_limited': {
      c.header('Retry-After', String(secondsUntil(refusal.retryAt)));
      return problem(c, 'rate_limited', { detail: TOO_OFTEN[refusal.limited] });
    }
    case 'session_limit_reached': {
      const detail = 'A reviewer has to decide whether another session may be started.';
      return problem(c, 'session_limit_reached', { detail });
    }
    case 'stale_review': {
      const detail = `It is at seq ${refusal.seq} now; GET the applicant and decide on what it says.`;
      return problem(c, 'stale_review', { detail });
    }
    case 'decision_not_allowed': {
      const allowed = refusal.allowed.join(', ');
      const detail = allowed === '' ? 'The applicant is not in review.' : `Possible here: ${allowed}.`;
      return problem(c, 'decision_not_allowed', { detail });
    }
    case 'ground_not_allowed':
      return invalidField(c, 'ground', `must be one of ${refusal.allowed.join(', ')}`);
    case 'note_required':
      return invalidField(c, 'note', 'must not be blank: the ground is other');
    case 'too_many_notes':
      return invalidField(c, 'note', 'is one too many until a decision');
    case 'claimed_by_other': {
      const detail = `${publicNameOf(refusal.by)} has the case until ${refusal.until}. Take another one, or send take_over: true.`;
      return problem(c, 'claimed_by_other', { detail });
    }
    case 'other_reviewer_needed':
      return problem(c, 'other_reviewer_needed', { detail: OTHER_REVIEWER[refusal.why] });
    case 'unknown_hit': {
      const path = `same_person.hits.${refusal.faceId}`;
      return invalidField(c, path, "is not the face_id of another's hit in dedupe.hits");
    }
  }
}

function tooOftenByReviewers(limited: ReviewerLimitedEvent, what: string): string {
  const [one, all] = [MOST_OF_ONE_REVIEWER[limited], MOST_A_DAY[limited]];
  return `A day (UTC) has at most ${one} ${what} by one reviewer, ${all} by all. Ask another reviewer, or go on tomorrow.`;
}

/** What to do when the log of an applicant takes no more such events in a day. */
const TOO_OFTEN: Readonly<Record<LimitedEvent, string>> = {
  onboarding_link_renewed: `${MOST_A_DAY.onboarding_link_renewed} links were made for this applicant today. Use the newest, or end all.`,
  consent_recorded: `The consent has changed ${MOST_A_DAY.consent_recorded} times today. Send the one on record, or none.`,
  decision_proposed: tooOftenByReviewers('decision_proposed', 'decisions proposed on one applicant'),
  review_escalated: tooOftenByReviewers('review_escalated', 'escalations of one case'),
  review_claimed: tooOftenByReviewers('review_claimed', 'claims of one case'),
  known_face_given: `${MOST_A_DAY.known_face_given} pictures of this customer were given today. Go on tomorrow (UTC).`,
  known_pair_decided: `${MOST_A_DAY.known_pair_decided} pairs of one of the two were decided today. Go on tomorrow (UTC).`,
  review_decided: tooOftenByReviewers('review_decided', 'decisions on one applicant'),
};
const OTHER_REVIEWER = {
  you_proposed:
    'You proposed a decision on this case. Somebody else must decide, or take your proposal back first.',
  not_your_proposal: 'The proposal is of somebody else. Decide the case, or leave it.',
  you_escalated: 'You escalated this case, so somebody else must decide it. You can return it.',
  senior_needed: 'The case is in the senior queue. Somebody with the role senior must decide it.',
} as const;

/** Answers a write on an applicant who was erased. */
export function gone(c: Context) {
  return problem(c, 'gone', { detail: 'This user was erased. Use another user_id for a new onboarding.' });
}

/** Answers that there is no applicant with that `user_id`. */
export function applicantNotFound(c: Context) {
  return problem(c, 'applicant_not_found', {
    detail: 'Create the applicant with POST /v1/applicants first.',
  });
}

/** Limits, because errors can repeat what was sent. */
const MAX_ERRORS = 20;
const MAX_CHARACTERS = 200;
const shorten = (text: string) =>
  text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS).toWellFormed()}…`;

/** Answers that a field is invalid. `path` and `message` may hold what was sent. */
export function invalidField(c: Context, path: string, message: string) {
  return invalidFields(c, [{ path, message }]);
}

/** Answers that fields are invalid; an empty path means the request. `detail` names the first, `errors` lists up to 20. */
export function invalidFields(c: Context, found: readonly { path: string; message: string }[]) {
  const errors = found.slice(0, MAX_ERRORS).map(({ path, message }) => {
    return { path: shorten(path), message: shorten(message) };
  });
  const [first] = errors;
  const detail = first && `${first.path === '' ? 'The request' : first.path}: ${first.message}`;
  return problem(c, 'invalid_request', { detail, errors });
}

/** Answers that the request does not fit its schema. */
export function invalidRequest(c: Context, error: z.ZodError) {
  return invalidFields(c, error.issues.flatMap(fieldsOf));
}

/** Names the field of an issue, or each field that is not known. */
function fieldsOf(issue: z.core.$ZodIssue): readonly { path: string; message: string }[] {
  const name = (path: readonly PropertyKey[]) => path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys') return [{ path: name(issue.path), message: issue.message }];
  return issue.keys.map((key) => ({ path: name([...issue.path, key]), message: 'is not known here' }));
}
