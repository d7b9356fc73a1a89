/** What can happen to an applicant, as data, so that a history of it can be made up, shortened and played again. */
import fc from 'fast-check';
import { REVIEWERS, type Reviewer } from './model-reviewers.ts';
import { CALLS, type CallName, FAULTS, type Fault } from './scripted-ilive.ts';

/** Who may be on a picture. */
export type Who = 'alice' | 'bob' | 'noface';

/** One thing that happens. `session` counts from the newest, 0; one that there is not is unknown to everybody. */
export type Move =
  | { readonly do: 'create' }
  /** Does what the applicant's `next_action`, or the reviewers' queue, calls for. */
  | { readonly do: 'go_on'; readonly who: Who; readonly pick: number }
  | { readonly do: 'upload'; readonly who: Who }
  | { readonly do: 'start' }
  | {
      readonly do: 'finish';
      readonly session: number;
      readonly verdict: string;
      readonly who: Who;
      readonly quality: number | null;
      readonly signal: 'webhook' | 'return' | 'both' | 'none';
    }
  | { readonly do: 'report'; readonly session: number; readonly verdict: string; readonly times: number }
  | { readonly do: 'return'; readonly session: number }
  | {
      readonly do: 'decide';
      readonly by: Reviewer;
      readonly decision: string;
      readonly seq: 'right' | 'stale' | 'future';
    }
  | { readonly do: 'claim'; readonly by: Reviewer; readonly takeOver: boolean }
  | { readonly do: 'give_back' | 'withdraw' | 'note'; readonly by: Reviewer }
  | { readonly do: 'view'; readonly photo: 'id' | 'liveness' }
  | { readonly do: 'get' }
  | { readonly do: 'erase' }
  | { readonly do: 'fault'; readonly call: CallName | 'all'; readonly fault: Fault; readonly calls: number }
  | { readonly do: 'rate_limiter'; readonly waitMs: number; readonly times: number }
  | { readonly do: 'crash' }
  | { readonly do: 'evict' }
  /** The next time that call is made, this happens in the middle of it. */
  | { readonly do: 'amid'; readonly call: CallName; readonly when: 'before' | 'after'; readonly move: Move }
  | { readonly do: 'time'; readonly ms: number }
  | { readonly do: 'alarms'; readonly times: number }
  | { readonly do: 'wait' }
  | { readonly do: 'records'; readonly up: boolean }
  | { readonly do: 'stranger'; readonly who: Who }
  | { readonly do: 'sweep' };

const who = fc.constantFrom<Who>('alice', 'alice', 'alice', 'bob', 'noface');
const session = fc.constantFrom(0, 0, 0, 1, 2, 99);
const verdict = fc.constantFrom('pass', 'pass', 'pass', 'retry', 'fail', 'maybe');
const quality = fc.constantFrom(0.9, 0.9, 0.6, 0.59, null);
const by = fc.constantFrom(...REVIEWERS);
const decision = fc.constantFrom(
  ...[
    'approve',
    'reject',
    'retry_liveness',
    'retry_liveness',
    'new_id_photo',
    'resume',
    'escalate',
    'return',
  ],
);
const seconds = (...them: number[]) => fc.constantFrom(...them.map((it) => it * 1_000));

const people: readonly fc.WeightedArbitrary<Move>[] = [
  { weight: 18, arbitrary: fc.record({ do: fc.constant('go_on'), who, pick: fc.nat(60) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('upload'), who }) },
  { weight: 2, arbitrary: fc.constant({ do: 'start' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('finish'),
      session,
      verdict,
      who,
      quality,
      signal: fc.constantFrom('webhook', 'webhook', 'return', 'both', 'none'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('report'), session, verdict, times: fc.constantFrom(1, 1, 2, 3) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('return'), session }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('decide'),
      by,
      decision,
      seq: fc.constantFrom('right', 'right', 'stale', 'future'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('claim'), by, takeOver: fc.constantFrom(false, false, true) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('give_back', 'withdraw', 'note'), by }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('view'), photo: fc.constantFrom('id', 'liveness') }) },
  { weight: 1, arbitrary: fc.constant({ do: 'get' }) },
  { weight: 1, arbitrary: fc.constant({ do: 'erase' }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stranger'), who }) },
];

const call = fc.constantFrom(...CALLS);
const fault = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(...FAULTS) },
  { weight: 4, arbitrary: fc.constant<Fault>('lost') },
);

const trouble: readonly fc.WeightedArbitrary<Move>[] = [
  {
    weight: 9,
    arbitrary: fc.record({
      do: fc.constant('fault'),
      call: fc.oneof({ weight: 2, arbitrary: call }, { weight: 1, arbitrary: fc.constant('all' as const) }),
      fault,
      calls: fc.constantFrom(1, 1, 2, 5, 8),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('rate_limiter'),
      waitMs: fc.constantFrom(1, 5_000, 60_000),
      times: fc.constantFrom(1, 3),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'crash' }) },
  { weight: 1, arbitrary: fc.constant({ do: 'evict' }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('time'), ms: seconds(1, 5, 31, 61, 300, 1_810) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('time'), ms: seconds(7_200, 86_400, 400_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('time'), ms: seconds(-2, -60, -7_200) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('alarms'), times: fc.constantFrom(1, 2, 6) }) },
  { weight: 3, arbitrary: fc.constant({ do: 'wait' }) },
  { weight: 1, arbitrary: fc.constant({ do: 'sweep' }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('records'), up: fc.boolean() }) },
];

/** What can happen while a call is under way: nothing that waits for the call itself. */
const sudden = [
  'upload',
  'report',
  'return',
  'decide',
  'claim',
  'give_back',
  'withdraw',
  'note',
  'view',
  'crash',
  'time',
  'finish',
  'stranger',
  'erase',
];
const any = fc.oneof(...people, ...trouble);
const amid = fc.record({
  do: fc.constant('amid'),
  call,
  when: fc.constantFrom('before', 'after'),
  move: fc.oneof(
    { weight: 2, arbitrary: fc.constant<Move>({ do: 'crash' }) },
    { weight: 3, arbitrary: fc.oneof(...people, ...trouble).filter((it) => sudden.includes(it.do)) },
  ),
}) as fc.Arbitrary<Move>;

/** A history: mostly an onboarding that goes its way, with anything in between. */
export const histories: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.oneof({ weight: 9, arbitrary: any }, { weight: 1, arbitrary: amid }),
  { minLength: 1, maxLength: 28, size: 'max' },
);
