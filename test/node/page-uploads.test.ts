import { describe, it } from 'vitest';
import type { Command } from '../../src/core/commands.ts';
import { MAX_PAGE_UPLOADS } from '../../src/core/policy.ts';
import {
  compares,
  confirms,
  creates,
  createsWithPhoto,
  fetchesPhoto,
  given,
  opens,
  receives,
  reports,
  reviewer,
} from '../support/given-when-then.ts';

const uploads = (count: number): readonly Command[] => Array.from({ length: count }, () => receives);
const refusal = { code: 'upload_limit_reached' } as const;

describe('uploads on the applicant’s own page', () => {
  it.each([
    [MAX_PAGE_UPLOADS - 1, { events: ['id_photo_received' as const], status: 'awaiting_id_photo' as const }],
    [MAX_PAGE_UPLOADS, { refusal }],
    [MAX_PAGE_UPLOADS + 1, { refusal }],
  ])('after %i', (count, expected) => {
    given(creates(), ...uploads(Math.min(count, MAX_PAGE_UPLOADS)))
      .when(receives)
      .then(expected);
  });

  it('are counted afresh after a reviewer’s decision', () => {
    const review = [opens(), reports('pass'), confirms('pass'), fetchesPhoto(), compares(0.1)];
    given(...createsWithPhoto(), ...uploads(MAX_PAGE_UPLOADS), ...review, reviewer('new_id_photo'))
      .when(receives)
      .then({
        events: ['id_photo_received'],
        status: 'awaiting_id_photo',
        reasons: ['requested_by_reviewer'],
      });
  });

  it('change nothing of the reasons, and come too late once the checks run', () => {
    given(...createsWithPhoto(), opens(), reports('pass'))
      .when(receives)
      .then({ refusal: { code: 'wrong_status', status: 'verifying' } });
  });
});
