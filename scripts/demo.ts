/** Onboards the sample applicants over HTTP, with a line of progress for each, and prints what came of it. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { ApplicantView } from '../src/contract/applicant.ts';
import { type Customer, captureAndReturn } from './customer.ts';
import type { Capture, Sample } from './samples.ts';
import { renderTable } from './table.ts';

type Bytes = Uint8Array<ArrayBuffer>;
type Outcome = {
  readonly sample: Sample;
  readonly heard: readonly string[];
  readonly applicant: ApplicantView | null;
  readonly status: string;
  readonly why: string;
  readonly right: boolean;
};

/** Onboards the samples, one after the other. True when every decision was the right one. */
export async function runDemo(
  customer: Customer,
  photosDir: string,
  samples: readonly Sample[],
): Promise<boolean> {
  const outcomes: Outcome[] = [];
  // Every run has applicants of its own, so that it can be repeated.
  const run = randomBytes(3).toString('hex');
  for (const [index, sample] of samples.entries()) {
    const start = performance.now();
    const outcome = await onboard(sample, sample.userId ?? `${sample.who}-${run}`, customer, photosDir);
    outcomes.push(outcome);
    const seconds = ((performance.now() - start) / 1_000).toFixed(1);
    const mark = outcome.right ? '✓' : '✗';
    const count = `${index + 1}/${samples.length}`.padStart(5);
    console.log(
      `${count} ${mark} ${sample.who.padEnd(13)} ${sample.story.padEnd(44)} ${seconds.padStart(5)} s`,
    );
  }
  console.log(`\n${renderTable(HEADINGS, outcomes.map(row))}\n`);
  const wrong = outcomes.filter((outcome) => !outcome.right);
  for (const { sample, status, why } of wrong) {
    const { expected } = sample;
    console.error(
      `WRONG: ${sample.who} should be ${expected.status} ${expected.why} ${expected.hit ?? ''}, but is ${status} ${why}`,
    );
  }
  console.log(
    wrong.length === 0
      ? `All ${outcomes.length} decisions are right.`
      : `${wrong.length} decisions are wrong.`,
  );
  return wrong.length === 0;
}

async function onboard(
  sample: Sample,
  userId: string,
  customer: Customer,
  photosDir: string,
): Promise<Outcome> {
  const judged = (applicant: ApplicantView | null, heard: string[], status: string, why: string): Outcome => {
    const { expected } = sample;
    const hits = applicant?.dedupe?.hits.map((hit) => hit.external_face_id) ?? [];
    const isFound = expected.hit === undefined || hits.includes(expected.hit);
    const right = status === expected.status && why === expected.why && isFound;
    return { sample, heard, applicant, status, why, right };
  };
  // The sandbox reads some faults off the prefix of the reference.
  const user = sample.captures.some((capture) => capture.webhookLost) ? `no-webhook-${userId}` : userId;
  await customer.create(user);
  const uploaded = await customer.uploadIdPhoto(user, await photo(photosDir, sample.idPhoto));
  if ('code' in uploaded) return judged(null, [], 'refused', uploaded.code);
  const heard: string[] = [];
  let applicant = uploaded;
  for (const capture of sample.captures) {
    const session = await customer.start(user);
    await captureAndReturn(session, await face(photosDir, capture), capture.verdict ?? 'auto');
    applicant = await customer.decided(user, session.session_id);
    heard.push(describe(applicant));
  }
  return judged(applicant, heard, applicant.status, applicant.reasons.join(', '));
}

function describe({ liveness }: ApplicantView): string {
  const quality = liveness?.photo_quality_score;
  const score =
    liveness?.verdict === 'pass' && typeof quality === 'number' ? `, photo ${quality.toFixed(2)}` : '';
  return `${liveness?.mode} ${liveness?.verdict}${score}`;
}

const HEADINGS = ['who', 'at iLive', 'similarity', 'best other hit', 'decision', 'why'] as const;

function row({ sample, heard, applicant, status, why }: Outcome): string[] {
  const { hits = [], near = [] } = applicant?.dedupe ?? {};
  const others = [...hits.filter((hit) => !hit.self).map((hit) => hit.similarity), ...near];
  return [
    sample.who,
    heard.join(' → ') || '–',
    applicant?.match?.similarity.toFixed(2) ?? '–',
    applicant?.dedupe ? (others.length > 0 ? Math.max(...others).toFixed(2) : 'none') : '–',
    status,
    why || '–',
  ];
}

async function photo(photosDir: string, name: string): Promise<Bytes> {
  return new Uint8Array(await readFile(join(photosDir, name)));
}

/** The face before the camera. A changed copy of the ID photo stands in where there is no second photo of the person. */
async function face(photosDir: string, { photo: name, change }: Capture): Promise<Bytes> {
  const bytes = await photo(photosDir, name);
  if (change === undefined) return bytes;
  switch (change) {
    case 'darkened':
      return new Uint8Array(await sharp(bytes).modulate({ brightness: 0.3 }).jpeg().toBuffer());
    case 'mirrored_and_cropped': {
      const { width = 0, height = 0 } = await sharp(bytes).metadata();
      const inset = { left: Math.round(width * 0.04), top: Math.round(height * 0.03) };
      const size = { width: width - 2 * inset.left, height: height - 2 * inset.top };
      return new Uint8Array(
        await sharp(bytes)
          .flop()
          .extract({ ...inset, ...size })
          .jpeg({ quality: 85 })
          .toBuffer(),
      );
    }
  }
}
