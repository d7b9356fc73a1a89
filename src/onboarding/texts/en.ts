import type { Texts } from './texts.ts';

/** English. */
export const en: Texts = {
  title: 'Identity check',
  skip: 'Skip to the content',
  languages: 'Language',
  steps: 'Steps',
  stepConsent: 'Consent',
  stepPhoto: 'ID photo',
  stepFace: 'Face check',
  stepResult: 'Result',

  consentTitle: 'Let us check that you are you',
  consentLead: 'It takes about three minutes. Have your identity card or passport at hand.',
  consentPhoto: 'You photograph your ID.',
  consentFace: 'You show your face to the camera for a moment.',
  consentCheck:
    'We compare your face with the photo on your ID, and with the faces of people already registered.',
  consentWhy:
    'This keeps others from opening an account in your name. Your photos and the result are stored safely and used for this check only. You can ask the company that sent you here to delete them.',
  consentAgree: 'I agree that my ID photo and my face are used to check my identity.',
  consentMissing: 'Please tick the box if you agree. Without your consent we cannot go on.',
  begin: 'Agree and begin',

  photoTitle: 'Photograph your ID',
  photoAgainTitle: 'We need another photo of your ID',
  photoLead: 'Take the side that shows your portrait.',
  photoTipFlat: 'Lay it flat on a dark surface; all four corners visible.',
  photoTipLight: 'Use good light, without reflections on the portrait.',
  photoTipSharp: 'Hold still until the picture is sharp.',
  photoCamera: 'Take a photo',
  photoFile: 'Choose a picture',
  photoFormats: 'JPEG or PNG, up to 8 MB.',
  photoPreview: 'Preview of your ID photo',
  photoReady: 'Is the portrait sharp and well lit? Then send the photo.',
  photoSend: 'Send this photo',
  photoSending: 'The photo is being sent…',

  problemTitle: 'That did not work yet',
  adviceMissing: 'Please take a photo or choose a picture first.',
  adviceNoFace:
    'We found no face on the photo. Photograph the side with your portrait, from closer and in good light.',
  adviceUnreadable: 'This file cannot be read as a picture. Please use a JPEG or PNG photo.',
  adviceTooLarge: 'The file is too large. Please use a picture of at most 8 MB.',
  adviceDark: 'The photo is rather dark. More light helps.',
  adviceBlurred: 'The photo is rather blurred. Hold still and wait until it is sharp.',
  adviceTurned: 'The portrait is at an angle. Photograph your ID straight from above.',

  faceTitle: 'Now show your face',
  faceAgainTitle: 'Please repeat the face check',
  faceLead: 'A short look into the camera shows that you are here in person.',
  faceTipLight: 'Find a bright place, the light in front of you.',
  faceTipHat: 'Take off hat, sunglasses and mask.',
  faceTipAlone: 'Only you should be in the picture.',
  faceNote:
    'This opens the page of our partner iLive. It will ask for your camera and bring you back here afterwards.',
  faceStart: 'Start the face check',
  faceContinue: 'Continue the face check',
  facePhotoStored: 'Your ID photo has arrived.',
  facePhotoBetter: 'A better photo makes the check faster:',
  faceOtherPhoto: 'Use another ID photo',
  faceUnavailable: 'The face check cannot be opened at the moment. Please try again in a minute.',

  checkingTitle: 'We are checking',
  checkingLead: 'This usually takes a few seconds.',
  reviewTitle: 'A person is having a look',
  reviewLead:
    'You need not do anything. This can take some time; you may close this page, and you will be told the result.',
  updatesItself: 'This page updates by itself.',
  checkAgain: 'Check again',
  approvedTitle: 'Done: your identity is confirmed',
  approvedLead: 'Thank you. You can go on in the app where you started.',
  rejectedTitle: 'We could not confirm your identity',
  rejectedLead: 'Please contact the company that sent you here. They can explain how to go on.',
  erasedTitle: 'Your data has been deleted',
  erasedLead: 'There is nothing left to do here.',
  closePage: 'You can close this page.',

  linkTitle: 'This link does not work any more',
  linkLead:
    'Links are valid for 24 hours. Go back to the app or message that brought you here and start again: you will get a new link, and go on where you stopped.',
  refusedTitle: 'This request was refused',
  refusedLead: 'It did not come from our own page. Please go back to the start and try again.',
  backToStart: 'Back to the start',
};
