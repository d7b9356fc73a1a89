import type { ConsentWriter } from './consent-text.ts';

const days = (count: number) => (count === 1 ? '1 day' : `${count} days`);

/** Writes the consent text in English. */
export const consentInEnglish: ConsentWriter = ({ brand, photosDays, abandonedDays }) => ({
  asks: `${brand ?? 'The company that sent you here'} asks you for this check.`,
  pictures: 'A photo of your ID and pictures of your face from the face check are used.',
  processor: `iLive does the face check, compares the faces and stores your face, as a processor for ${brand ?? 'that company'}.`,
  face: 'Your face is kept to recognise second accounts: the faces of later applicants are compared with it. It is kept until your data is erased. If you are not accepted, it is removed from this comparison.',
  photos:
    photosDays === null
      ? 'Your photos are kept until your data is erased.'
      : `Your photos are deleted ${days(photosDays)} after the decision.`,
  unfinished:
    abandonedDays === null
      ? 'If you do not finish, what you have sent is kept until your data is erased.'
      : `If you stop and do not come back, everything that you have sent is erased after ${days(abandonedDays)}.`,
  record: 'A record of the check stays after an erasure. It holds no pictures and no name.',
  rights: `You need not agree. You can withdraw your consent, object or have your data erased at any time: ask ${brand ?? 'the company that sent you here'}.`,
  agree:
    brand === null
      ? 'I agree that my ID photo and my face are used to check my identity, and that my face is kept to recognise second accounts.'
      : `I agree that ${brand} uses my ID photo and my face to check my identity, and keeps my face to recognise second accounts.`,
});
