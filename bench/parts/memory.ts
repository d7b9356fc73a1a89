/** What an isolate holds while large pictures come in at once, over what it holds at rest. */
import { randomUUID } from 'node:crypto';
import { type Figure, type Findings, fixed, type Part } from '../report.ts';
import { listenForDecisions } from '../support/decisions.ts';
import { startIliveStub } from '../support/ilive-stub.ts';
import { peakOver } from '../support/live-memory.ts';
import { stepsOf, userNamed } from '../support/onboard.ts';
import { largePicture } from '../support/picture.ts';
import { FIRST_PORT, startService } from '../support/service.ts';

/** An isolate has 128 MB; the rest is for the code itself and what else it does. */
const MOST_MB = 95;
/** iLive takes so long that the pictures of all requests are held at the same time. */
const LATENCY_MS = 1_500;

type Bench = {
  readonly steps: ReturnType<typeof stepsOf>;
  /** Sends the form that creates an applicant with a photo. */
  readonly sendForm: (user: string, headers: Readonly<Record<string, string>>) => Promise<void>;
  readonly decided: (user: string) => Promise<unknown>;
};
type Scenario = {
  readonly what: string;
  readonly users: number;
  readonly prepare: (bench: Bench, user: string) => Promise<void>;
  readonly measured: (bench: Bench, user: string) => Promise<unknown>;
};

const nothing = async () => {};
const SCENARIOS: readonly Scenario[] = [
  {
    what: 'uploads by PUT',
    users: 6,
    prepare: ({ steps }, user) => steps.create(user),
    measured: ({ steps }, user) => steps.upload(user),
  },
  {
    what: 'forms',
    users: 6,
    prepare: nothing,
    measured: ({ sendForm }, user) => sendForm(user, {}),
  },
  {
    what: 'forms with an Idempotency-Key',
    users: 6,
    prepare: nothing,
    measured: ({ sendForm }, user) => sendForm(user, { 'idempotency-key': randomUUID() }),
  },
  {
    what: 'comparisons',
    users: 5,
    async prepare({ steps }, user) {
      await steps.create(user);
      await steps.upload(user);
      await steps.start(user);
    },
    async measured({ steps, decided }, user) {
      await steps.verdict(1, 'pass')(user);
      await decided(user);
    },
  },
];

/** The part. */
export const memory: Part = { title: 'Memory', run };

async function run(): Promise<Findings> {
  const picture = await largePicture();
  const figures: Figure[] = [];
  for (const scenario of SCENARIOS) figures.push(await measure(scenario, picture));
  return {
    figures,
    notes: [
      `Pictures of ${fixed(picture.length / 1e6, 1)} MB, all sent at the same moment to a service of their own, with an iLive that takes`,
      `${fixed(LATENCY_MS / 1_000, 1)} s. What is in use after a forced garbage collection, array buffers included, as V8 reports it: the most of`,
      'all samples, over the service at rest. An isolate has 128 MB.',
    ].join('\n'),
  };
}

async function measure(
  { what, users, prepare, measured }: Scenario,
  picture: Uint8Array<ArrayBuffer>,
): Promise<Figure> {
  const { heard, decided } = listenForDecisions();
  const stub = await startIliveStub({ port: FIRST_PORT, latencyMs: LATENCY_MS, photo: picture });
  const ports = { port: FIRST_PORT + 1, inspectorPort: FIRST_PORT + 3 };
  const service = await startService({ ...ports, iliveUrl: stub.url, heard });
  try {
    const { serviceUrl, secrets } = service;
    async function sendForm(user: string, headers: Readonly<Record<string, string>>): Promise<void> {
      const body = new FormData();
      body.set('user_id', user);
      body.set('id_photo', new File([picture], 'id.jpg', { type: 'image/jpeg' }));
      const authorization = `Bearer ${secrets.keys.backend}`;
      const init = { method: 'POST', headers: { authorization, ...headers }, body };
      const answer = await fetch(`${serviceUrl}/v1/applicants`, init);
      if (answer.status !== 201) throw new Error(`the form: ${answer.status} ${await answer.text()}`);
    }
    const bench: Bench = { steps: stepsOf(service, stub, picture), sendForm, decided };
    const all = Array.from({ length: users }, (_, number) => userNamed('memory', number));
    for (const user of all) await prepare(bench, user);
    const bytes = await peakOver(service, async () => {
      await Promise.all(all.map((user) => measured(bench, user)));
    });
    const megabytes = bytes / 1e6;
    return {
      what: `${users} ${what} at once, live MB over rest`,
      value: fixed(megabytes, 0),
      goal: `at most ${MOST_MB}`,
      met: megabytes <= MOST_MB,
    };
  } finally {
    await service.stop();
    await stub.close();
  }
}
