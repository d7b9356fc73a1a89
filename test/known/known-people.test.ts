/** All sample photos, real faces, as customers from before: the pairs are those of the same people, no more and no less. */
import { expect, it } from 'vitest';
import type { ApplicantView } from '../../src/contract/applicant.ts';
import { fetchPhoto, newUserId, readAfterRun, send } from '../support/customer.ts';

/** The people of whom there are several photos. */
const SEVERAL: readonly (readonly string[])[] = [
  [
    'franck_02045',
    'franck_02159',
    'franck_02683',
    'franck_02888',
    'franck_03909',
    'franck_04035',
    'franck_04117',
  ],
  ['bieber_small', 'Justin-Bieber2_crop'],
  ['cage', 'cage2_crop'],
  ['SeanConnery', 'sean_guru2_crop'],
];
/** Those of whom there is one. */
const ONE: readonly string[] = [
  ...['audrey', 'bill-murray-snl_crop', 'chuck_crop', 'fragrance-George-Clooney-main_crop'],
  ...['kim1_crop', 'obama4_crop', 'queen20_crop', 'walter2_crop'],
  ...['1', '2', '4', '7', '8', '9', '10', '11', '12', '24', '29', '30'].map((n) => `female-${n}`),
  ...['1', '4', '6', '7', '11', '20', '31', '33', '34', '36', '43'].map((n) => `male-${n}`),
];

/** Photos without a face that the recognition finds. */
const NOBODY: readonly string[] = ['ironman', 'scream_crop'];

it('an import of all sample photos finds the pairs of the same people', async () => {
  const prefix = newUserId('stock-');
  const userOf = (photo: string) => `${prefix}.${photo}`;
  const give = async (photo: string) => {
    const form = new FormData();
    form.set('user_id', userOf(photo));
    form.set('image', new File([await fetchPhoto(`${photo}.jpg`)], 'a.jpg', { type: 'image/jpeg' }));
    return (await send('POST', '/v1/known-faces', { as: 'importer', body: form })).status;
  };
  for (const photo of [...ONE, ...SEVERAL.flat()]) {
    expect(await give(photo), photo).toBe(201);
    const { known_face } = await searched(userOf(photo));
    expect(known_face, photo).toMatchObject({ state: 'searched', problem: null });
  }
  for (const photo of NOBODY) {
    // Refused at once where the lane has a call to spare for the check, else when it is indexed. With calls to spare for
    // the picture turned, the recognition sees a face in it: then it is like nobody's.
    if ((await give(photo)) === 422) continue;
    const { known_face, face } = await searched(userOf(photo));
    expect(known_face?.state, photo).toBe(face === null ? 'failed' : 'searched');
  }
  const path = '/v1/known-faces/duplicates?limit=100';
  const { data, next_cursor } = (await send('GET', path, { as: 'importer' })).body;
  expect(next_cursor).toBeNull();
  const found = data.map(({ user_id, other_user_id }: any) => [user_id, other_user_id].join(' ')).toSorted();
  const wanted = SEVERAL.flatMap((photos) =>
    photos.flatMap((one, n) =>
      photos.slice(n + 1).map((other) => [userOf(one), userOf(other)].toSorted().join(' ')),
    ),
  );
  expect(found).toEqual(wanted.toSorted());
}, 120_000);

/** The lane of known faces lets one after the other start. */
async function searched(user: string): Promise<ApplicantView> {
  for (;;) {
    const applicant = await readAfterRun(user);
    if (applicant.known_face?.state !== 'waiting' && applicant.known_face?.state !== 'indexed')
      return applicant;
  }
}
