/** The sample applicants: real photos, what happens to each, and the decision that must come out. */

/** A capture at iLive: which face, how it is changed, and which verdict the sandbox is asked for. */
export type Capture = {
  readonly photo: string;
  readonly change?: 'darkened' | 'mirrored_and_cropped';
  readonly verdict?: 'retry' | 'fail';
  /** The webhook gets lost; only the browser comes back. */
  readonly webhookLost?: true;
};

/** One applicant. `expected` is the status and the reasons, or the problem's code for a refused upload. */
export type Sample = {
  readonly who: string;
  /** Of a customer from before; else each run makes a new one. */
  readonly userId?: string;
  readonly story: string;
  readonly idPhoto: string;
  readonly captures: readonly Capture[];
  /** `hit`: the `user_id` of another customer who must be among the hits. */
  readonly expected: { readonly status: string; readonly why: string; readonly hit?: string };
};

const approved = { status: 'approved', why: '' };

/** In this order: a duplicate needs the first one there. */
export const SAMPLES: readonly Sample[] = [
  {
    who: 'justin',
    story: 'two different photos of one person',
    idPhoto: 'bieber_small.jpg',
    captures: [{ photo: 'Justin-Bieber2_crop.jpg' }],
    expected: approved,
  },
  {
    who: 'nicolas',
    story: 'two different photos of one person',
    idPhoto: 'cage.jpg',
    captures: [{ photo: 'cage2_crop.jpg' }],
    expected: approved,
  },
  {
    who: 'franck',
    story: 'two different photos of one person',
    idPhoto: 'franck_02045.jpg',
    captures: [{ photo: 'franck_04117.jpg' }],
    expected: approved,
  },
  {
    who: 'franck-again',
    story: 'the same man under a second user_id',
    idPhoto: 'franck_02888.jpg',
    captures: [{ photo: 'franck_03909.jpg' }],
    expected: { status: 'in_review', why: 'possible_duplicate' },
  },
  {
    who: 'barack',
    story: "another person's ID",
    idPhoto: 'audrey.jpg',
    captures: [{ photo: 'obama4_crop.jpg' }],
    expected: { status: 'in_review', why: 'similarity_low' },
  },
  {
    who: 'tony',
    story: 'an ID photo without a face',
    idPhoto: 'ironman.jpg',
    captures: [],
    expected: { status: 'refused', why: 'no_face_in_id_photo' },
  },
  {
    who: 'sean',
    story: 'a capture too dark, then a good one',
    idPhoto: 'SeanConnery.jpg',
    captures: [{ photo: 'sean_guru2_crop.jpg', change: 'darkened' }, { photo: 'sean_guru2_crop.jpg' }],
    expected: approved,
  },
  {
    who: 'chuck',
    story: 'inconclusive twice',
    idPhoto: 'chuck_crop.jpg',
    captures: [
      { photo: 'chuck_crop.jpg', verdict: 'retry' },
      { photo: 'chuck_crop.jpg', verdict: 'retry' },
    ],
    expected: { status: 'in_review', why: 'liveness_inconclusive' },
  },
  {
    who: 'elizabeth',
    story: 'taken for a spoof',
    idPhoto: 'queen20_crop.jpg',
    captures: [{ photo: 'queen20_crop.jpg', verdict: 'fail' }],
    expected: { status: 'in_review', why: 'liveness_failed' },
  },
  {
    who: 'george',
    story: 'the webhook is lost, the browser comes back',
    idPhoto: 'fragrance-George-Clooney-main_crop.jpg',
    captures: [
      {
        photo: 'fragrance-George-Clooney-main_crop.jpg',
        change: 'mirrored_and_cropped',
        webhookLost: true,
      },
    ],
    expected: approved,
  },
];
