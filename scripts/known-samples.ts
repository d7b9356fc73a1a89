/** Sample applicants after the import of `examples/import/customers.ndjson`: who is known is found, who is not is approved. */
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Addresses, type LocalSecrets, migrateLocal, ROOT } from './local-setup.ts';
import type { Sample } from './samples.ts';

/** Where the demo's D1, R2 and objects are. */
const STATE = '.local/demo-known';
const CUSTOMERS = 'examples/import/customers.ndjson';

/** In this order. */
export const KNOWN_SAMPLES: readonly Sample[] = [
  {
    who: 'justin',
    story: 'a customer from before, under a new user_id',
    idPhoto: 'bieber_small.jpg',
    captures: [{ photo: 'Justin-Bieber2_crop.jpg' }],
    expected: { status: 'in_review', why: 'possible_duplicate', hit: 'customer-justin' },
  },
  {
    who: 'nicolas',
    story: 'a customer from before, under a new user_id',
    idPhoto: 'cage.jpg',
    captures: [{ photo: 'cage.jpg', change: 'mirrored_and_cropped' }],
    expected: { status: 'in_review', why: 'possible_duplicate', hit: 'customer-nicolas' },
  },
  {
    who: 'franck',
    story: 'was a customer twice before',
    idPhoto: 'franck_02888.jpg',
    captures: [{ photo: 'franck_03909.jpg' }],
    expected: { status: 'in_review', why: 'possible_duplicate', hit: 'customer-franck-card' },
  },
  {
    who: 'bill',
    userId: 'customer-bill',
    story: 'a customer from before, under the same user_id',
    idPhoto: 'bill-murray-snl_crop.jpg',
    captures: [{ photo: 'bill-murray-snl_crop.jpg', change: 'mirrored_and_cropped' }],
    expected: { status: 'approved', why: '' },
  },
  {
    who: 'sean',
    story: 'was no customer before',
    idPhoto: 'SeanConnery.jpg',
    captures: [{ photo: 'sean_guru2_crop.jpg' }],
    expected: { status: 'approved', why: '' },
  },
];

/** Makes an empty database and bucket: the sandbox forgets its faces when it ends, so those of another run would be missing. */
export async function freshState(): Promise<string> {
  await rm(join(ROOT, STATE), { recursive: true, force: true });
  await migrateLocal(STATE);
  return STATE;
}

/** Runs `npm run import` as a customer would. @throws if not all are in */
export async function importCustomers(
  { serviceUrl }: Addresses,
  { keys }: LocalSecrets,
  photosDir: string,
): Promise<void> {
  const args = ['scripts/import.ts', CUSTOMERS, '--photos', photosDir];
  const env = { ...process.env, KYC_URL: serviceUrl, KYC_API_KEY: keys.importer };
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: 'inherit' });
  const status = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (status !== 0) throw new Error(`the import has ended with ${status}`);
}
