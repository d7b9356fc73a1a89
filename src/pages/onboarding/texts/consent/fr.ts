import type { ConsentWriter } from './consent-text.ts';

const days = (count: number) => (count === 1 ? '1 jour' : `${count} jours`);

/** Writes the consent text in French. */
export const consentInFrench: ConsentWriter = ({ brand, photosDays, abandonedDays }) => ({
  asks: `${brand ?? 'L’entreprise qui vous a envoyé ici'} vous demande cette vérification.`,
  pictures:
    'Une photo de votre pièce d’identité et des images de votre visage prises lors de la vérification faciale sont utilisées.',
  processor: `iLive réalise la vérification faciale, compare les visages et conserve le vôtre, en tant que sous-traitant. Le responsable du traitement est ${brand ?? 'l’entreprise qui vous a envoyé ici'}.`,
  face: 'Votre visage est conservé pour reconnaître les doubles comptes : les visages des demandeurs suivants y sont comparés. Il est conservé jusqu’à l’effacement de vos données. Si vous n’êtes pas accepté, il est retiré de cette comparaison.',
  photos:
    photosDays === null
      ? 'Vos photos sont conservées jusqu’à l’effacement de vos données.'
      : `Vos photos sont supprimées ${days(photosDays)} après la décision.`,
  unfinished:
    abandonedDays === null
      ? 'Si vous n’allez pas au bout, ce que vous avez envoyé est conservé jusqu’à l’effacement de vos données.'
      : `Si vous vous arrêtez et ne revenez pas, tout ce que vous avez envoyé est effacé au bout de ${days(abandonedDays)}.`,
  record: 'Après l’effacement, une trace de la vérification subsiste. Elle ne contient ni image ni nom.',
  rights: `Vous n’êtes pas obligé d’accepter. Vous pouvez à tout moment retirer votre consentement, vous opposer au traitement ou faire effacer vos données en contactant ${brand ?? 'l’entreprise qui vous a envoyé ici'}.`,
  agree:
    brand === null
      ? 'J’accepte que la photo de ma pièce d’identité et mon visage servent à vérifier mon identité, et que mon visage soit conservé pour reconnaître les doubles comptes.'
      : `J’accepte que la photo de ma pièce d’identité et mon visage soient utilisés par ${brand} pour vérifier mon identité, et que mon visage soit conservé pour reconnaître les doubles comptes.`,
});
