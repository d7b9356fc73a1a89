/**
 * Events that a caller can cause as often as it asks, and how many of each a log takes in a UTC day. Without a bound one
 * applicant's log could be made so long that its object becomes slow. What bounds all other events: docs/limits.md.
 */

import type { EventType, LoggedEvent } from './events.ts';
import type { State } from './model.ts';
import { no } from './result.ts';

/** The most of each in a UTC day. Honest callers need one to three. */
export const MOST_A_DAY = {
  onboarding_link_renewed: 20,
  consent_recorded: 20,
  review_decided: 20,
  decision_proposed: 20,
  review_escalated: 20,
  review_claimed: 100,
  known_face_given: 20,
  known_pair_decided: 100,
} as const satisfies Partial<Record<EventType, number>>;

/** The most of each by one reviewer in a UTC day: a part of all, so that no reviewer alone can hold up a case. */
export const MOST_OF_ONE_REVIEWER = {
  review_decided: 10,
  decision_proposed: 10,
  review_escalated: 10,
  review_claimed: 50,
} as const satisfies Partial<Record<EventType, number>>;

/** An event that has a daily limit. */
export type LimitedEvent = keyof typeof MOST_A_DAY;

/** An event that has a daily limit for each reviewer too. */
export type ReviewerLimitedEvent = keyof typeof MOST_OF_ONE_REVIEWER;

/**
 * How many of them the log has of the UTC day of the newest, `YYYY-MM-DD`. `ofReviewers`: by event and actor; it has no
 * more entries than there may be such events in a day.
 */
export type DailyCounts = { readonly day: string } & { readonly [T in LimitedEvent]: number } & {
  readonly ofReviewers: Readonly<Record<string, number>>;
};

/** The counts before any such event. */
export const NONE_TODAY: DailyCounts = {
  day: '',
  onboarding_link_renewed: 0,
  consent_recorded: 0,
  review_decided: 0,
  decision_proposed: 0,
  review_escalated: 0,
  review_claimed: 0,
  known_face_given: 0,
  known_pair_decided: 0,
  ofReviewers: {},
};

const DAY_MS = 86_400_000;

/**
 * Refuses one event more than the day's limit.
 * @param now ms since the epoch
 * @returns null while there may be another one
 */
export function refuseByDay(
  { today }: State,
  limited: LimitedEvent,
  now: number,
): ReturnType<typeof no> | null {
  if (today.day !== dayOf(new Date(now).toISOString()) || today[limited] < MOST_A_DAY[limited]) return null;
  return refusal(limited, now);
}

/**
 * Refuses one event more than this reviewer's part of the day's limit, or than all of it.
 * @param actor the authenticated actor
 * @param now ms since the epoch
 * @returns null while there may be another one
 */
export function refuseReviewerByDay(
  state: State,
  limited: ReviewerLimitedEvent,
  actor: string,
  now: number,
): ReturnType<typeof no> | null {
  const { today } = state;
  const isToday = today.day === dayOf(new Date(now).toISOString());
  const own = isToday ? (today.ofReviewers[reviewerKey(limited, actor)] ?? 0) : 0;
  return own < MOST_OF_ONE_REVIEWER[limited] ? refuseByDay(state, limited, now) : refusal(limited, now);
}

function refusal(limited: LimitedEvent, now: number) {
  return no({ code: 'rate_limited', limited, retryAt: (Math.floor(now / DAY_MS) + 1) * DAY_MS });
}

/** Counts an event if it has a daily limit. */
export function withDailyCount(state: State, { type, at, actor }: LoggedEvent): State {
  if (!isLimited(type)) return state;
  const day = dayOf(at);
  const today = state.today.day === day ? state.today : { ...NONE_TODAY, day };
  const counted = { ...today, [type]: today[type] + 1 };
  if (!(type in MOST_OF_ONE_REVIEWER)) return { ...state, today: counted };
  const key = reviewerKey(type, actor);
  const ofReviewers = { ...today.ofReviewers, [key]: (today.ofReviewers[key] ?? 0) + 1 };
  return { ...state, today: { ...counted, ofReviewers } };
}

function reviewerKey(type: LimitedEvent, actor: string): string {
  return `${type} ${actor}`;
}

function isLimited(type: EventType): type is LimitedEvent {
  return type in MOST_A_DAY;
}

function dayOf(at: string): string {
  return at.slice(0, 10);
}
