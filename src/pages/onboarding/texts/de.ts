import type { Texts } from './texts.ts';

/** The texts in German. */
export const de: Texts = {
  title: 'Identitätsprüfung',
  skip: 'Zum Inhalt springen',
  languages: 'Sprache',
  steps: 'Schritte',
  stepConsent: 'Zustim\u00admung',
  stepPhoto: 'Ausweis',
  stepFace: 'Gesicht',
  stepResult: 'Ergebnis',

  consentTitle: 'Zeigen Sie uns, dass Sie es sind',
  consentLead: 'Das dauert etwa drei Minuten. Halten Sie Ihren Personalausweis oder Reisepass bereit.',
  consentPhoto: 'Sie fotografieren Ihren Ausweis.',
  consentFace: 'Sie zeigen der Kamera kurz Ihr Gesicht.',
  consentCheck:
    'Wir vergleichen Ihr Gesicht mit dem Foto auf Ihrem Ausweis und mit den Gesichtern bereits registrierter Personen.',
  consentWhy: 'So kann niemand anderes in Ihrem Namen ein Konto eröffnen.',
  consentDataTitle: 'Was mit Ihren Bildern geschieht',
  consentMissing:
    'Bitte setzen Sie das Häkchen, wenn Sie zustimmen. Ohne Ihre Zustimmung können wir nicht fortfahren.',
  begin: 'Zustimmen und beginnen',

  photoTitle: 'Fotografieren Sie Ihren Ausweis',
  photoAgainTitle: 'Wir brauchen ein anderes Foto Ihres Ausweises',
  photoLead: 'Nehmen Sie die Seite mit Ihrem Porträt.',
  photoUnusable:
    'Ihr letztes Foto ließ sich für die Prüfung nicht verwenden. Bitte nehmen Sie mit der Kamera ein neues auf: die Seite mit Ihrem Porträt.',
  photoNotReadable:
    'Ihr letztes Foto war nicht gut zu lesen: Es war dunkel, unscharf, abgeschnitten oder spiegelte.',
  photoWrongDocument:
    'Auf Ihrem letzten Foto war ein anderes Dokument. Bitte nehmen Sie Ihren Personalausweis oder Reisepass.',
  photoFaceCovered:
    'Auf Ihrem letzten Foto war das Porträt verdeckt, zum Beispiel durch einen Finger oder eine Spiegelung.',
  photoTipFlat: 'Legen Sie ihn flach auf eine dunkle Fläche, sodass alle vier Ecken zu sehen sind.',
  photoTipLight: 'Sorgen Sie für gutes Licht, ohne Spiegelung auf dem Porträt.',
  photoTipSharp: 'Halten Sie still, bis das Bild scharf ist.',
  photoCamera: 'Foto aufnehmen',
  photoFile: 'Bild auswählen',
  photoWebcam: 'Kamera dieses Computers verwenden',
  webcamPicture: 'Was die Kamera sieht',
  webcamTake: 'Bild aufnehmen',
  webcamStop: 'Kamera schließen',
  webcamRefused:
    'Der Browser lässt diese Seite die Kamera nicht verwenden. Erlauben Sie es über das Zeichen neben der Adresse und versuchen Sie es noch einmal. Oder machen Sie mit dem Telefon weiter, oder wählen Sie ein Bild.',
  webcamAway:
    'Die Kamera antwortet nicht. Schließen Sie andere Programme, die sie verwenden, und versuchen Sie es noch einmal. Oder machen Sie mit dem Telefon weiter, oder wählen Sie ein Bild.',
  photoFormats: 'JPEG oder PNG, bis 8 MB.',
  photoReading: 'Das Bild wird vorbereitet …',
  photoPreview: 'Vorschau Ihres Ausweisfotos',
  photoTurnLeft: 'Nach links drehen',
  photoTurnRight: 'Nach rechts drehen',
  photoReady:
    'Steht das Foto aufrecht, und ist das Porträt scharf und gut beleuchtet? Dann senden Sie das Foto.',
  photoSend: 'Dieses Foto senden',
  photoSending: 'Das Foto wird gesendet …',
  photoLooking: 'Gesendet. Wir sehen uns das Foto an …',
  photoDropped:
    'Die Verbindung ist abgebrochen. Ihr Foto ist noch da: Senden Sie es erneut, sobald Sie wieder online sind.',
  photoRetry: 'Erneut senden',
  photoLimitTitle: 'Es können keine Fotos mehr gesendet werden',
  photoLimitLead:
    'Mit diesem Link wurden zu viele Fotos gesendet. Bitte wenden Sie sich an das Unternehmen, das Sie hierher geschickt hat. Dort hilft man Ihnen weiter.',

  problemTitle: 'Das hat noch nicht geklappt',
  adviceMissing: 'Bitte nehmen Sie zuerst ein Foto auf oder wählen Sie ein Bild.',
  adviceNoFace:
    'Wir haben auf dem Foto kein Gesicht gefunden. Fotografieren Sie die Seite mit Ihrem Porträt, aus der Nähe und bei gutem Licht.',
  adviceUnreadable:
    'Diese Datei lässt sich nicht als Bild öffnen. Bitte verwenden Sie ein Bild als JPEG oder PNG oder nehmen Sie mit der Kamera ein neues Foto auf.',
  adviceTooLarge: 'Die Datei ist zu groß. Bitte verwenden Sie ein kleineres Bild mit höchstens 8 MB.',
  adviceTooSmall:
    'Das Bild ist zu klein. Bitte verwenden Sie das Foto in Originalgröße oder nehmen Sie ein neues aus der Nähe auf.',
  adviceHeic:
    'Diese Datei lässt sich nicht als Bild öffnen. Sie ist HEIC: Nehmen Sie ein neues Foto auf oder wählen Sie JPEG: auf dem iPhone unter Einstellungen → Kamera → Formate → Maximale Kompatibilität.',
  advicePdf:
    'Diese Datei lässt sich nicht als Bild öffnen. Sie ist ein PDF: Bitte fotografieren Sie Ihren Ausweis mit der Kamera oder verwenden Sie ein Bild als JPEG oder PNG.',
  adviceWebp:
    'Diese Datei lässt sich nicht als Bild öffnen. Sie ist WebP: Öffnen Sie sie und speichern Sie sie als JPEG, oder nehmen Sie mit der Kamera ein neues Foto auf.',
  adviceAvif:
    'Diese Datei lässt sich nicht als Bild öffnen. Sie ist AVIF: Öffnen Sie sie und speichern Sie sie als JPEG, oder nehmen Sie mit der Kamera ein neues Foto auf.',
  adviceDark: 'Das Foto ist recht dunkel. Mehr Licht hilft.',
  adviceBlurred: 'Das Foto ist recht unscharf. Halten Sie still und warten Sie, bis es scharf ist.',
  adviceTurned:
    'Das Foto lag quer oder das Porträt ist schräg zu sehen. Fotografieren Sie den Ausweis aufrecht und gerade von oben.',
  adviceSeveralFaces:
    'Auf dem Foto ist mehr als ein Gesicht. Nur Ihr Ausweis sollte zu sehen sein, ohne Personen daneben.',
  adviceSmallFace:
    'Das Porträt ist klein. Fotografieren Sie den Ausweis aus der Nähe, sodass er das Bild ausfüllt.',

  faceTitle: 'Zeigen Sie jetzt Ihr Gesicht',
  faceAgainTitle: 'Bitte wiederholen Sie die Gesichtsprüfung',
  faceLead: 'Ein kurzer Blick in die Kamera zeigt, dass Sie selbst da sind.',
  faceAgainLead: 'Das kommt vor. Mit gutem Licht und ruhiger Hand klappt es meist beim nächsten Mal.',
  faceTooPoor:
    'Die Bilder Ihres Gesichts waren dunkel oder unscharf. Mit gutem Licht und ruhiger Hand klappt es meist beim nächsten Mal.',
  faceTechnical:
    'Bei der letzten Gesichtsprüfung gab es ein technisches Problem. Sie haben nichts falsch gemacht.',
  faceTimedOut:
    'Die Zeit für die letzte Gesichtsprüfung ist abgelaufen. Starten Sie sie einfach neu; alles andere ist noch da.',
  faceTipLight: 'Suchen Sie sich einen hellen Platz mit Licht von vorn.',
  faceTipHat: 'Nehmen Sie Hut, Sonnenbrille und Maske ab.',
  faceTipAlone: 'Außer Ihnen soll niemand im Bild sein.',
  faceNote:
    'Es öffnet sich die Seite unseres Partners iLive. Sie fragt nach Ihrer Kamera und bringt Sie danach hierher zurück.',
  faceStart: 'Gesichtsprüfung starten',
  faceContinue: 'Gesichtsprüfung fortsetzen',
  facePhotoStored: 'Ihr Ausweisfoto ist angekommen.',
  facePhotoBetter: 'Ein besseres Foto beschleunigt die Prüfung:',
  faceOtherPhoto: 'Anderes Ausweisfoto verwenden',
  faceUnavailable:
    'Die Gesichtsprüfung lässt sich gerade nicht öffnen. Bitte versuchen Sie es in einer Minute noch einmal.',
  faceTrouble: 'Die Kamera funktioniert nicht?',
  faceAllow:
    'Erlauben Sie die Kamera, wenn der Browser danach fragt. Haben Sie vorher abgelehnt, erlauben Sie sie über das Zeichen neben der Adresse jener Seite und starten Sie erneut.',
  faceFree:
    'Schließen Sie andere Programme, die die Kamera verwenden, oder probieren Sie einen anderen Browser.',
  faceNoCamera:
    'Keine Kamera, oder möchten Sie keine Gesichtsprüfung? Fragen Sie das Unternehmen, das Sie hierher geschickt hat, nach einem anderen Weg.',

  checkingTitle: 'Wir prüfen',
  checkingLead: 'Das dauert meist nur wenige Sekunden.',
  checkingLong: 'Wenn es länger dauert, können Sie diese Seite schließen. Die Prüfung läuft weiter.',
  checkingNext: 'Dann zeigt diese Seite das Ergebnis oder sagt, dass ein Mensch es sich ansieht.',
  reviewTitle: 'Ein Mensch sieht sich das an',
  reviewLead: 'Sie müssen nichts tun. Sie können diese Seite schließen.',
  reviewUnknown: 'Wie lange es dauert, hängt davon ab, wie viele Prüfungen warten.',
  reviewAim: 'Angestrebte Zeit bis zur Entscheidung:',
  reviewLate: 'Es dauert länger, als wir anstreben. Ihre Prüfung ist nicht vergessen.',
  nextTitle: 'Wie es weitergeht',
  nextLook: 'Ein Mensch sieht sich Ihre Bilder an und entscheidet.',
  nextAsk: 'Wenn etwas fehlt, bittet Sie diese Seite darum.',
  nextTold:
    'Das Ergebnis erfahren Sie von dem Unternehmen, das Sie hierher geschickt hat. Solange Ihr Link gilt, steht es auch auf dieser Seite.',
  updatesItself: 'Diese Seite aktualisiert sich selbst.',
  offline: 'Zurzeit keine Verbindung. Wir versuchen es weiter.',
  checkAgain: 'Noch einmal nachsehen',
  approvedTitle: 'Fertig: Ihre Identität ist bestätigt',
  approvedLead: 'Vielen Dank. Sie können in der App weitermachen, in der Sie begonnen haben.',
  rejectedTitle: 'Wir konnten Ihre Identität nicht bestätigen',
  rejectedLead:
    'Bitte wenden Sie sich an das Unternehmen, das Sie hierher geschickt hat. Dort erfahren Sie, wie es weitergeht.',
  withdrawnTitle: 'Diese Prüfung wurde auf Ihren Wunsch beendet',
  withdrawnLead:
    'Wenn Sie das nicht wollten, wenden Sie sich bitte an das Unternehmen, das Sie hierher geschickt hat.',
  erasedTitle: 'Ihre Daten wurden gelöscht',
  erasedLead: 'Hier ist nichts mehr zu tun.',
  closePage: 'Sie können diese Seite schließen.',
  backToApp: 'Zurück zur App',
  phoneOffer: 'Mit dem Telefon weitermachen',
  phoneOfferWhy: 'Mit einem Telefon ist es am einfachsten: Es macht scharfe Bilder von Ausweis und Gesicht.',
  phoneLead:
    'Richten Sie die Kamera Ihres Telefons auf diesen Code und öffnen Sie den Link. Diese Seite geht mit.',
  phoneCode: 'QR-Code mit dem Link zu Ihrer Prüfung',
  phoneSame: 'Ihr Telefon muss dann dasselbe Ende der Vorgangsnummer zeigen:',
  phoneSecret:
    'Zeigen Sie diesen Code niemandem sonst: Wer ihn öffnet, handelt in Ihrem Namen. Er lässt sich 10 Minuten lang öffnen.',
  phoneNew: 'Neuen Code zeigen',
  phoneGoesOn: 'Ihr Telefon macht weiter',
  phoneGoesOnLead: 'Der nächste Schritt ist auf Ihrem Telefon. Diese Seite geht mit, bis zum Ergebnis.',
  phoneStay: 'An diesem Computer bleiben',

  linkTitle: 'Bitte öffnen Sie Ihren Link noch einmal',
  linkLead:
    'Öffnen Sie den Link in der App oder Nachricht, die Sie hierher gebracht hat, noch einmal. Funktioniert er nicht mehr, gehen Sie zurück zu der App oder Website, in der Sie begonnen haben: Dort bekommen Sie einen neuen Link und machen da weiter, wo Sie aufgehört haben.',
  linkExpiredTitle: 'Dieser Link ist abgelaufen',
  linkExpiredLead:
    'Links gelten 24 Stunden. Gehen Sie zurück zu der App oder Website, in der Sie begonnen haben, und starten Sie dort neu: Sie bekommen einen neuen Link und machen da weiter, wo Sie aufgehört haben.',
  linkEndedTitle: 'Dieser Link gilt nicht mehr',
  linkEndedLead:
    'Es gibt einen neueren Link, oder dieser wurde abgeschaltet. Öffnen Sie den neuesten Link, den Sie erhalten haben, oder gehen Sie zurück zu der App oder Website, in der Sie begonnen haben: Dort bekommen Sie einen neuen Link und machen da weiter, wo Sie aufgehört haben.',
  codeExpiredTitle: 'Dieser Code ist abgelaufen',
  codeExpiredLead:
    'Ein Code lässt sich 10 Minuten lang öffnen. Wählen Sie auf Ihrem Computer „Neuen Code zeigen“ und scannen Sie diesen.',
  switchTitle: 'Mit welcher Prüfung möchten Sie weitermachen?',
  switchLead:
    'Sie sind mitten in einer Identitätsprüfung. Der Link, den Sie gerade geöffnet haben, gehört zu einer anderen.',
  switchPresent: 'Ihre Prüfung: Vorgangsnummer endet auf',
  switchOther: 'Der Link: Vorgangsnummer endet auf',
  switchWarning:
    'Folgen Sie dem Link nur, wenn Sie jene Prüfung selbst begonnen haben. Stammt er von jemand anderem, gingen Ihr Ausweisfoto und Ihr Gesicht an dessen Prüfung.',
  switchStay: 'Bei meiner Prüfung bleiben',
  switchGo: 'Zur Prüfung des Links wechseln',
  brokenTitle: 'Bei uns ist etwas schiefgegangen',
  brokenLead:
    'Was Sie bisher gesendet haben, ist nicht verloren. Warten Sie einen Moment und versuchen Sie es noch einmal.',
  refusedTitle: 'Diese Anfrage wurde abgelehnt',
  refusedLead:
    'Die Seite war zu alt, oder die Anfrage kam nicht von unserer eigenen Seite. Es wurde nichts gesendet. Gehen Sie zum Anfang zurück und versuchen Sie es erneut.',
  backToStart: 'Zurück zum Anfang',
  caseEnding: 'Vorgangsnummer endet auf',
  caseHelp: 'Wenn Sie um Hilfe bitten, nennen Sie dieses Ende Ihrer Vorgangsnummer:',
  supportLink: 'Hilfe und Kontakt',
  privacyLink: 'Datenschutzhinweise',
};
