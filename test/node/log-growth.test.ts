/** How long a log can be made on purpose: by a caller, by iLive, by a reviewer, each as often as it asks. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/core/commands.ts';
import { MOST_A_DAY } from '../../src/core/daily-limits.ts';
import { decide } from '../../src/core/decide.ts';
import { APPLICANT_ACTOR, applicantEventSchema, type EventType } from '../../src/core/events.ts';
import { evolve } from '../../src/core/evolve/evolve.ts';
import { newestSession, type State } from '../../src/core/model.ts';
import { decisionSchema } from '../../src/core/reasons.ts';
import { nextSteps } from '../../src/core/steps.ts';
import { formerFaces } from '../../src/d1/known-pairs.ts';
import { successes } from '../support/alphabet.ts';
import * as core from '../support/given-when-then.ts';

const DAY_MS = 86_400_000;
const { POLICY, START } = core;
/** As docs/limits.md says: in a log without a reviewer, and what each decision can add. */
const MOST_WITHOUT_REVIEWER = 300;
const MOST_FOR_A_DECISION = 150;
/** And what a caller can go on to add on each later day: links, their endings, consents. */
const MOST_A_LATER_DAY = 2 * MOST_A_DAY.onboarding_link_renewed + 1 + MOST_A_DAY.consent_recorded;

/** What a key with the scope `import` and a reviewer of pairs can add in a day: at most ten events for a picture, whatever iLive does, one for a pair. */
const MOST_A_DAY_OF_KNOWN = 1 + 10 * MOST_A_DAY.known_face_given + MOST_A_DAY.known_pair_decided;

/** A log that is only counted. `round` numbers what must be new each time. */
class Hammered {
  state: State | null = null;
  readonly counts = new Map<EventType, number>();
  round = 0;

  ask(command: Command, now: number, actor = 'test'): boolean {
    const answer = decide(this.state, command, now, POLICY);
    if (!answer.ok) return false;
    for (const event of answer.value) {
      const at = new Date(now).toISOString();
      this.state = evolve(this.state, { ...event, seq: (this.state?.seq ?? 0) + 1, at, actor });
      this.counts.set(event.type, (this.counts.get(event.type) ?? 0) + 1);
    }
    return true;
  }

  get length(): number {
    return this.state?.seq ?? 0;
  }
}

type Blow = (log: Hammered, state: State, now: number) => void;

const newConsent = (round: number) => ({ version: `text ${round}`, givenAt: '2026-11-22T12:00:00.000Z' });

/** What can be asked from outside, each with something new to record. */
const BLOWS: Readonly<Record<string, Blow>> = {
  renew: (log, _, now) => log.ask(core.renewsLink, now),
  end: (log, _, now) => log.ask(core.endsLinks, now),
  'start with another consent': (log, state, now) => {
    if (!log.ask({ type: 'start_session', consent: newConsent(log.round) }, now)) return;
    log.ask(core.opens(`s${state.sessions.length + 1}`), now, log.round % 2 ? APPLICANT_ACTOR : 'api_key:x');
  },
  'consent on the pages': (log, _, now) =>
    log.ask({ type: 'record_consent', consent: newConsent(log.round) }, now, APPLICANT_ACTOR),
  'upload by the API': (log, state, now) => {
    if (log.ask(core.admits(), now)) log.ask(core.uploads(state.seq), now);
  },
  'upload on the pages': (log, state, now) => {
    if (log.ask(core.receives, now, APPLICANT_ACTOR)) log.ask(core.uploads(state.seq), now, APPLICANT_ACTOR);
  },
  'another verdict for each session': (log, { sessions }, now) => {
    for (const { sessionId } of sessions) log.ask(core.reports(`text ${log.round}`, sessionId), now);
  },
  'a real verdict for each session': (log, { sessions }, now) => {
    const verdict = ['pass', 'retry', 'fail'][log.round % 3] ?? 'pass';
    for (const { sessionId } of sessions) log.ask(core.reports(verdict, sessionId), now);
  },
  'unreadable verdicts': (log, { sessions }, now) => {
    for (const { sessionId } of sessions) log.ask(core.reportsUnreadably(sessionId), now);
  },
  returns: (log, { sessions }, now) => {
    for (const { sessionId } of sessions) log.ask(core.returns(sessionId), now);
  },
  looks: (log, _, now) => {
    for (const photo of ['id', 'liveness'] as const) log.ask(core.views(photo), now, 'viewer');
  },
  altered: (log, state, now) => {
    const key = newestSession(state) && state.idPhoto?.key;
    if (key) log.ask(core.looksAtAltered('id', key), now);
  },
  tick: (log, _, now) => log.ask(core.ticks, now + POLICY.sessionTtlMs + 60_000),
  'the next step': (log, state, now) => {
    const [step] = nextSteps(state);
    const all = step ? successes(step, `f${state.seq}`) : [];
    const chosen = all[log.round % Math.max(1, all.length)];
    if (chosen) log.ask(chosen, now);
  },
};
const decides: Blow = (log, state, now) => {
  const { options } = decisionSchema;
  const decision = options[log.round % options.length] ?? 'resume';
  if (decision !== 'reject') log.ask(core.decides(decision, state.seq), now);
};

function hammer(log: Hammered, blows: readonly Blow[], now: number): void {
  for (const blow of blows) {
    log.round += 1;
    if (log.state) blow(log, log.state, now);
  }
}

function created(how = core.creates()): Hammered {
  const log = new Hammered();
  log.ask(how, START);
  return log;
}

/** So many of some of them: all together soon end in a review, where little can be asked. */
const many = (blows: readonly Blow[], length: number) =>
  fc
    .subarray([...blows], { minLength: 1 })
    .chain((some) =>
      fc.array(fc.constantFrom(...some), { minLength: length, maxLength: length, size: 'max' }),
    );

describe('a log that is hammered', () => {
  const alone = Object.values(BLOWS);

  it('stays short without a reviewer, in whatever order', () => {
    fc.assert(
      fc.property(many(alone, 1_500), (blows) => {
        const log = created();
        hammer(log, blows, START);
        expect(log.length).toBeLessThan(MOST_WITHOUT_REVIEWER);
        // On later days nothing but links, consents and looks can go on growing.
        const looks = () => log.counts.get('photo_viewed') ?? 0;
        const looksBefore = looks();
        for (let day = 1; day <= 5; day += 1) hammer(log, blows.slice(0, 500), START + day * DAY_MS);
        const most = MOST_WITHOUT_REVIEWER + 5 * MOST_A_LATER_DAY;
        expect(log.length - looks() + looksBefore).toBeLessThan(most);
      }),
      { numRuns: 30 },
    );
  });

  it('grows with each decision of a reviewer by a bounded part, and they are bounded in a day', () => {
    fc.assert(
      fc.property(many([...alone, decides, decides], 3_000), (blows) => {
        const log = created();
        hammer(log, blows, START);
        const decisions = log.counts.get('review_decided') ?? 0;
        expect(decisions).toBeLessThanOrEqual(MOST_A_DAY.review_decided);
        expect(log.length).toBeLessThan(MOST_WITHOUT_REVIEWER + decisions * MOST_FOR_A_DECISION);
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    'renew',
    'end',
    'start with another consent',
    'consent on the pages',
  ])('by %s grows for a while, and not again before the next day', (name) => {
    const log = created();
    log.ask(core.uploads(1), START);
    const blows = Array.from({ length: 500 }, () => BLOWS[name] ?? (() => {}));
    const renewing = name === 'end' ? blows.flatMap((blow) => [blow, BLOWS.renew ?? blow]) : blows;
    hammer(log, renewing, START);
    const before = log.length;
    expect(before).toBeLessThan(MOST_A_LATER_DAY + 10);
    hammer(log, renewing, START + 3_600_000);
    expect(log.length).toBe(before);
    hammer(log, renewing, START + DAY_MS);
    expect(log.length).toBeGreaterThan(before);
  });
});

describe('the log of a customer from before', () => {
  it('grows by a bounded part a day, with all pictures and decisions that can be given', () => {
    const log = created(core.createsKnown());
    const lengths = [0, 1, 2].map((day) => {
      const before = log.length;
      const now = START + day * DAY_MS;
      for (let round = 0; round < 60; round += 1) {
        log.round += 1;
        const number = 1_000 * day + round;
        log.ask(core.givesKnown(number, { pictureId: `known-${number}` }), now);
        for (let steps = 0; steps < 10; steps += 1)
          if (log.state) BLOWS['the next step']?.(log, log.state, now);
        for (let said = 0; said < 5; said += 1)
          log.ask(core.decidesPair('different', 'f1', `${number}-${said}`), now);
      }
      return log.length - before;
    });
    expect(Math.max(...lengths)).toBeLessThanOrEqual(MOST_A_DAY_OF_KNOWN);
    expect(log.counts.get('known_face_given')).toBe(3 * MOST_A_DAY.known_face_given);
    expect(log.counts.get('known_pair_decided')).toBe(3 * MOST_A_DAY.known_pair_decided);
    expect(log.counts.get('face_deleted')).toBeGreaterThan(10);
  });

  it('leaves the newest former faces in the row, and no more than fifty', () => {
    const log = created(core.createsKnown());
    for (let number = 1; number <= 120; number += 1) {
      const now = START + number * DAY_MS;
      log.ask(core.givesKnown(number, { pictureId: `p${number}` }), now);
      log.ask(core.indexes(`f${number}`, `p${number}`), now);
    }
    const former = formerFaces(log.state as State);
    expect(former).toEqual(Array.from({ length: 50 }, (_, nth) => `f${70 + nth}`));
  });
});

describe('the limit of a day', () => {
  const [last, midnight] = [Date.parse('2026-11-22T23:59:59.999Z'), Date.parse('2026-11-23T00:00:00.000Z')];

  it('says until when, which is the next midnight UTC', () => {
    const log = created();
    for (let asked = 0; asked < MOST_A_DAY.onboarding_link_renewed; asked += 1)
      expect(log.ask(core.renewsLink, START)).toBe(true);
    const refusal = { code: 'rate_limited', limited: 'onboarding_link_renewed', retryAt: midnight };
    expect(decide(log.state, core.renewsLink, last, POLICY)).toEqual({ ok: false, refusal });
    expect(decide(log.state, core.renewsLink, midnight, POLICY).ok).toBe(true);
    // To end the links is never refused.
    expect(log.ask(core.endsLinks, last)).toBe(true);
  });

  it('leaves a start with the consent on record, or with none, as it was', () => {
    const log = created();
    log.ask(core.uploads(1), START);
    const starts = (consent: number | null) =>
      log.ask({ type: 'start_session', consent: consent === null ? null : newConsent(consent) }, START);
    for (let change = 0; change < MOST_A_DAY.consent_recorded; change += 1) expect(starts(change)).toBe(true);
    expect(starts(100)).toBe(false);
    expect(starts(MOST_A_DAY.consent_recorded - 1)).toBe(true);
    expect(starts(null)).toBe(true);
  });
});

describe('verdicts of one session', () => {
  it('are recorded once each, and no more than five that are none of iLive’s', () => {
    const log = created();
    log.ask(core.uploads(1), START);
    log.ask(core.opens(), START);
    for (let text = 0; text < 100; text += 1) log.ask(core.reports(`text ${text}`), START);
    expect(log.counts.get('verdict_received')).toBe(5);
    // A suspected spoof is never lost in the noise.
    for (const verdict of ['fail', 'fail', 'pass']) log.ask(core.reports(verdict), START);
    expect(log.counts.get('verdict_received')).toBe(7);
    expect(newestSession(log.state as State)?.verdictsSeen).toContain('fail');
  });
});

it('is explained in docs/limits.md for every type of event', () => {
  const [, section = ''] = readFileSync('docs/limits.md', 'utf8').split('## How long a log can become');
  const table = section.split('\n## ')[0] ?? '';
  const types = applicantEventSchema.unwrap().options.map(({ shape }) => shape.type.value);
  expect(types.filter((type) => !table.includes(`\`${type}\``))).toEqual([]);
});
