/** The event log in readable form: what happened, when, who caused it, and the important values. */

import { publicNameOf } from '#src/config/team.ts';
import { groundSchema } from '#src/core/grounds.ts';
import { decisionSchema, reasonSchema } from '#src/core/reasons.ts';
import type { StoredEvent } from '#src/event-log/event-store.ts';
import { DECISION_LABELS, GROUND_LABELS, REASON_LABELS, warningLabel } from '../labels.ts';
import { Moment } from '../time.tsx';

/** The fields of an event's `data` that are shown, in this order. Hashes, keys and the like are left out. */
const SHOWN = [
  'mode',
  'attempt',
  'verdict',
  'effect',
  'confidence',
  'photo_quality_score',
  'minimum',
  'similarity',
  'threshold',
  'next',
  'reason',
  'decision',
  'ground',
  'reviewer',
  'photo',
  'step',
  'code',
  'field',
  'warnings',
  'cause',
  'count',
];

type TimelineProps = {
  /** Oldest first. */
  readonly events: readonly StoredEvent[];
  /** The notes by the number of the event that they came with. */
  readonly notes?: ReadonlyMap<number, string>;
};

/** Renders the events, newest first, with the notes of all decisions. */
export function Timeline({ events, notes }: TimelineProps) {
  return (
    <ol class="timeline" reversed>
      {events.toReversed().map(({ type, at, actor, data, seq }) => (
        <li value={seq}>
          <strong>{titleOf(type)}</strong>
          <span class="details">{detailsOf(data, publicNameOf(actor))}</span>
          {notes?.has(seq) ? <blockquote>{notes.get(seq)}</blockquote> : null}
          <small>
            <Moment at={at} /> · {publicNameOf(actor)}
          </small>
        </li>
      ))}
    </ol>
  );
}

function titleOf(type: string): string {
  const words = type.replaceAll('_', ' ');
  return words.startsWith('id ') ? `ID ${words.slice(3)}` : words.charAt(0).toUpperCase() + words.slice(1);
}

/** The fields that have other words than their name. */
const NAMES: Readonly<Record<string, string>> = { confidence: 'liveness score', code: 'answer' };

const NEXT: Readonly<Record<string, string>> = {
  continue: 'on to the next check',
  retry: 'back to the applicant',
  review: 'to a person',
};

/**
 * Finds the label that the console uses for a ruling, reason, ground or decision.
 * @returns null for all other fields
 */
function labelOf(name: string, text: string): string | null {
  if (name === 'next') return NEXT[text] ?? null;
  const reason = name === 'reason' ? reasonSchema.safeParse(text).data : undefined;
  if (reason) return REASON_LABELS[reason];
  const ground = name === 'ground' ? groundSchema.safeParse(text).data : undefined;
  if (ground) return GROUND_LABELS[ground];
  const decision = name === 'decision' ? decisionSchema.safeParse(text).data : undefined;
  return decision ? `“${DECISION_LABELS[decision].button}”` : null;
}

/** @param actor who did it. The actor's line names them, so the details do not. */
function detailsOf(json: string, actor: string): string {
  const data: Record<string, unknown> = JSON.parse(json);
  const shown = SHOWN.flatMap((name) => {
    const value = data[name];
    const text = Array.isArray(value)
      ? value.map((it) => warningLabel(String(it)).toLowerCase()).join(', ')
      : value;
    if (text === undefined || text === null || text === '') return [];
    if (name === 'reviewer' && text === actor) return [];
    return [labelOf(name, String(text)) ?? `${NAMES[name] ?? name.replaceAll('_', ' ')} ${text}`];
  });
  return [...shown, ...countsOf(data)].join(' · ');
}

/** Counts the faces that a search found. The applicant's own face is none of them. */
function countsOf({ hits, near }: Record<string, unknown>): string[] {
  const others = Array.isArray(hits) ? hits.filter(({ self }) => self !== true).length : null;
  return [
    ...(others === null ? [] : [others === 0 ? 'no other face alike' : `other faces alike: ${others}`]),
    ...(Array.isArray(near) && near.length > 0 ? [`less alike: ${near.length}`] : []),
  ];
}
