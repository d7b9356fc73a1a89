/** What a call to iLive adds to the figures. */
import type { Collector } from '#src/figures/collector.ts';
import type { IliveSigns } from '#src/figures/figures.ts';
import type { CallNote } from '#src/ilive/observed-client.ts';

/** Counts a call to iLive, and notes what it shows. @param at ms since the epoch */
export function noteCall(figures: Collector, call: CallNote, at: number): void {
  figures.count('ilive_calls', call.route, call.outcome);
  figures.noteIlive(signsOf(call, at));
}

function signsOf({ route, outcome, code }: CallNote, at: number): Partial<IliveSigns> {
  const failure = { at, route, kind: outcome, code: code ?? '' };
  const isOfSession = route === 'result' || route === 'photo';
  switch (outcome) {
    case 'ok':
      // A call with the session's token does not show whether iLive takes our key.
      return { succeededAt: at, ...(isOfSession ? {} : { keyTakenAt: at }) };
    case 'session_unknown':
      return {};
    case 'picture_refused':
      return { keyTakenAt: at };
    case 'key_refused':
      return { keyRefusedAt: at, failure };
    case 'rate_limited':
    case 'server_error':
    case 'unanswered':
    case 'unreadable':
    case 'refused':
      return { failure };
  }
}
