/** Index calls whose outcome is not known. Each must be looked for later, so that no face stays unnoticed. */
import { missingFace } from '../known/face-source.ts';
import { type IndexCall, isSameCall, type State } from '../model.ts';

/**
 * Remembers that an index call may still take effect. Only the last call of each session and collection is kept.
 * @param since when the outcome became unknown, RFC 3339
 */
export function withUncertainIndexCall(state: State, call: IndexCall, since: string): State {
  const others = state.uncertainIndexCalls.filter((entry) => !isSameCall(entry, call));
  return { ...state, uncertainIndexCalls: [...others, { ...call, since, checkedEarly: false }] };
}

/**
 * Remembers an uncertain index call if the checks are interrupted while the face is missing: the call may have been
 * made without its answer having arrived, so its face must be looked for later.
 * @param at RFC 3339
 */
export function withPossibleIndexCall(state: State, at: string): State {
  const missing = missingFace(state);
  if (!missing) return state;
  const { sessionId, collection } = missing;
  return withUncertainIndexCall(state, { sessionId, collection }, at);
}
