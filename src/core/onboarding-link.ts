/**
 * The generations of an applicant's onboarding link. Each link names its generation, and only links of the current one
 * open the applicant's pages.
 */

import { refuseByDay } from './daily-limits.ts';
import type { State } from './model.ts';
import { type Answer, type Result, wrongStatus, yes } from './result.ts';
import { isErased, isFinal } from './status.ts';

/** Which links work. `ended`: none does, until a new one is made. */
export type OnboardingLink = { readonly generation: number; readonly ended: boolean };

/** The links of a new applicant. A link that names no generation is of the first. */
export const FIRST_LINK: OnboardingLink = { generation: 0, ended: false };

/** Returns the generation whose links work now, or null when none do. */
export function currentGeneration({ onboardingLink: { generation, ended } }: State): number | null {
  return ended ? null : generation;
}

/**
 * Checks that a link, or a cookie or form that was made from it, still works.
 * @param generation that the link names
 * @returns the state, or a refusal
 */
export function stateForLink(state: State | null, generation: number): Result<State> {
  if (!state) return { ok: false, refusal: { code: 'applicant_not_found' } };
  return currentGeneration(state) === generation
    ? { ok: true, value: state }
    : { ok: false, refusal: { code: 'link_ended' } };
}

/**
 * Answers with the event that begins the next generation and ends the links of all earlier ones.
 * @param now ms since the epoch
 */
export function renewLink(state: State, now: number): Answer {
  if (isFinal(state.status)) return wrongStatus(state);
  const generation = state.onboardingLink.generation + 1;
  return (
    refuseByDay(state, 'onboarding_link_renewed', now) ??
    yes({ type: 'onboarding_link_renewed', data: { generation } })
  );
}

/**
 * Answers with the event that ends all links and sets the newest session aside, or with none when they have ended already.
 */
export function endLinks(state: State): Answer {
  if (isErased(state)) return wrongStatus(state);
  const { generation, ended } = state.onboardingLink;
  return ended ? yes() : yes({ type: 'onboarding_links_ended', data: { generation } });
}
