/** The event log as a reviewer reads it: what happened, when, by whom, and the numbers of it. */
import type { StoredEvent } from '../applicant/store.ts';
import { Moment } from './time.tsx';

/** Of `data`, what is worth a line; hashes, keys and the like stay in the log. */
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
  'reviewer',
  'photo',
  'step',
  'code',
  'warnings',
  'cause',
  'count',
];

/** The events, newest first. */
export function Timeline({ events }: { events: readonly StoredEvent[] }) {
  return (
    <ol class="timeline" reversed>
      {events.toReversed().map(({ type, at, actor, data, seq }) => (
        <li value={seq}>
          <strong>{sentenceOf(type)}</strong>
          <span class="details">{detailsOf(data)}</span>
          <small>
            <Moment at={at} /> · {actor}
          </small>
        </li>
      ))}
    </ol>
  );
}

function sentenceOf(type: string): string {
  const words = type.replaceAll('_', ' ');
  return words.startsWith('id ') ? `ID ${words.slice(3)}` : words.charAt(0).toUpperCase() + words.slice(1);
}

function detailsOf(json: string): string {
  const data: Record<string, unknown> = JSON.parse(json);
  const shown = SHOWN.flatMap((name) => {
    const value = data[name];
    const text = Array.isArray(value) ? value.join(', ') : value;
    return text === undefined || text === null || text === '' ? [] : [`${name.replaceAll('_', ' ')} ${text}`];
  });
  const hits = data.hits;
  return [...shown, ...(Array.isArray(hits) ? [`hits ${hits.length}`] : [])].join(' · ');
}
