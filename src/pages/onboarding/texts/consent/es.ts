import type { ConsentWriter } from './consent-text.ts';

const days = (count: number) => (count === 1 ? '1 día' : `${count} días`);

/** Writes the consent text in Spanish. */
export const consentInSpanish: ConsentWriter = ({ brand, photosDays, abandonedDays }) => ({
  asks: `${brand ?? 'La empresa que le ha enviado aquí'} le pide esta verificación.`,
  pictures: 'Se usan una foto de su documento e imágenes de su rostro tomadas en la verificación facial.',
  processor: `iLive realiza la verificación facial, compara los rostros y guarda el suyo, como encargado del tratamiento por cuenta de ${brand ?? 'esa empresa'}.`,
  face: 'Su rostro se conserva para reconocer segundas cuentas: los rostros de solicitantes posteriores se comparan con él. Se conserva hasta que se supriman sus datos. Si no se le acepta, se retira de esta comparación.',
  photos:
    photosDays === null
      ? 'Sus fotos se conservan hasta que se supriman sus datos.'
      : `Sus fotos se borran ${days(photosDays)} después de la decisión.`,
  unfinished:
    abandonedDays === null
      ? 'Si no termina, lo que haya enviado se conserva hasta que se supriman sus datos.'
      : `Si lo deja y no vuelve, todo lo que haya enviado se borra al cabo de ${days(abandonedDays)}.`,
  record:
    'Después de la supresión queda un registro de la verificación, que no contiene imágenes ni su nombre.',
  rights: `No está obligado a aceptar. Puede retirar su consentimiento, oponerse o pedir que se supriman sus datos en cualquier momento: diríjase a ${brand ?? 'la empresa que le ha enviado aquí'}.`,
  agree:
    brand === null
      ? 'Acepto que se usen la foto de mi documento y mi rostro para verificar mi identidad, y que mi rostro se conserve para reconocer segundas cuentas.'
      : `Acepto que ${brand} use la foto de mi documento y mi rostro para verificar mi identidad, y que conserve mi rostro para reconocer segundas cuentas.`,
});
