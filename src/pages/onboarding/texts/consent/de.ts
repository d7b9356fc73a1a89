import type { ConsentWriter } from './consent-text.ts';

/** After “nach”, so in the dative. */
const days = (count: number) => (count === 1 ? '1 Tag' : `${count} Tagen`);

/** Writes the consent text in German. */
export const consentInGerman: ConsentWriter = ({ brand, photosDays, abandonedDays }) => ({
  asks: `${brand ?? 'Das Unternehmen, das Sie hierher geschickt hat,'} bittet Sie um diese Prüfung.`,
  pictures: 'Verwendet werden ein Foto Ihres Ausweises und Bilder Ihres Gesichts aus der Gesichtsprüfung.',
  processor: `iLive führt die Gesichtsprüfung durch, vergleicht die Gesichter und speichert Ihr Gesicht, als Auftragsverarbeiter für ${brand ?? 'dieses Unternehmen'}.`,
  face: 'Ihr Gesicht bleibt gespeichert, um Zweitkonten zu erkennen: Die Gesichter späterer Antragsteller werden damit verglichen. Es bleibt gespeichert, bis Ihre Daten gelöscht werden. Werden Sie nicht angenommen, wird es aus diesem Vergleich entfernt.',
  photos:
    photosDays === null
      ? 'Ihre Fotos bleiben gespeichert, bis Ihre Daten gelöscht werden.'
      : `Ihre Fotos werden nach ${days(photosDays)} gelöscht, gerechnet ab der Entscheidung.`,
  unfinished:
    abandonedDays === null
      ? 'Wenn Sie nicht bis zum Ende kommen, bleibt gespeichert, was Sie gesendet haben, bis Ihre Daten gelöscht werden.'
      : `Wenn Sie abbrechen und nicht zurückkommen, wird alles, was Sie gesendet haben, nach ${days(abandonedDays)} gelöscht.`,
  record:
    'Nach einer Löschung bleibt ein Protokoll der Prüfung erhalten. Es enthält keine Bilder und keinen Namen.',
  rights: `Sie müssen nicht zustimmen. Sie können Ihre Einwilligung jederzeit widerrufen, widersprechen oder Ihre Daten löschen lassen. Wenden Sie sich dafür an ${brand ?? 'das Unternehmen, das Sie hierher geschickt hat'}.`,
  agree:
    brand === null
      ? 'Ich willige ein, dass mein Ausweisfoto und mein Gesicht verwendet werden, um meine Identität zu prüfen, und dass mein Gesicht gespeichert bleibt, um Zweitkonten zu erkennen.'
      : `Ich willige ein, dass ${brand} mein Ausweisfoto und mein Gesicht verwendet, um meine Identität zu prüfen, und mein Gesicht gespeichert hält, um Zweitkonten zu erkennen.`,
});
