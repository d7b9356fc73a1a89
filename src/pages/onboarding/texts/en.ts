import type { Texts } from './texts.ts';

/** The texts in English. */
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
  consentLead: 'It takes about three minutes. Have your identity card or passport ready.',
  consentPhoto: 'You photograph your ID.',
  consentFace: 'You show your face to the camera for a moment.',
  consentCheck:
    'We compare your face with the photo on your ID, and with the faces of people already registered.',
  consentWhy: 'This keeps others from opening an account in your name.',
  consentDataTitle: 'What happens to your pictures',
  consentMissing: 'Please tick the box if you agree. Without your consent we cannot go on.',
  begin: 'Agree and begin',

  photoTitle: 'Photograph your ID',
  photoAgainTitle: 'We need another photo of your ID',
  photoLead: 'Use the side with your picture on it.',
  photoUnusable:
    'Your last photo could not be used for the check. Please take a new one with the camera: the side with your picture on it.',
  photoNotReadable:
    'Your last photo could not be read well: it was dark, blurred, cut off or had reflections.',
  photoWrongDocument:
    'Your last photo showed another document. Please use your identity card or your passport.',
  photoFaceCovered: 'On your last photo the portrait was covered, for example by a finger or a reflection.',
  photoTipFlat: 'Lay it flat on a dark surface, with all four corners visible.',
  photoTipLight: 'Use good light, without reflections on the portrait.',
  photoTipSharp: 'Hold still until the picture is sharp.',
  photoCamera: 'Take a photo',
  photoFile: 'Choose a picture',
  photoWebcam: 'Use the camera of this computer',
  webcamPicture: 'What the camera sees',
  webcamTake: 'Take the picture',
  webcamStop: 'Close the camera',
  webcamRefused:
    'The browser does not let this page use the camera. Allow it by the sign beside the address, and try again. Or go on with your phone, or choose a picture.',
  webcamAway:
    'The camera does not answer. Close other programs that use it, and try again. Or go on with your phone, or choose a picture.',
  photoFormats: 'JPEG or PNG, up to 8 MB.',
  photoReading: 'The picture is being prepared…',
  photoPreview: 'Preview of your ID photo',
  photoTurnLeft: 'Turn left',
  photoTurnRight: 'Turn right',
  photoReady: 'Is the photo upright, and the portrait sharp and well lit? Then send the photo.',
  photoSend: 'Send this photo',
  photoSending: 'The photo is being sent…',
  photoLooking: 'Sent. We are looking at the photo…',
  photoDropped: 'The connection was lost. Your photo is still here: send it again when you are back online.',
  photoRetry: 'Send again',
  photoLimitTitle: 'No more photos can be sent',
  photoLimitLead:
    'Too many photos have been sent with this link. Please contact the company that sent you here. They can help you go on.',

  problemTitle: 'That did not work yet',
  adviceMissing: 'Please take a photo or choose a picture first.',
  adviceNoFace:
    'We found no face on the photo. Photograph the side with your portrait, from closer and in good light.',
  adviceUnreadable:
    'This file cannot be opened as a picture. Please use a JPEG or PNG picture, or take a new photo with the camera.',
  adviceTooLarge: 'The file is too large. Please use a smaller picture, of at most 8 MB.',
  adviceTooSmall:
    'The picture is too small. Please use the photo in its original size, or take a new one from closer.',
  adviceHeic:
    'This file cannot be opened as a picture. It is HEIC: take a new photo, or choose JPEG: on an iPhone under Settings → Camera → Formats → Most Compatible.',
  advicePdf:
    'This file cannot be opened as a picture. It is a PDF: please photograph your ID with the camera, or use a picture as JPEG or PNG.',
  adviceWebp:
    'This file cannot be opened as a picture. It is WebP: open it and save it as JPEG, or take a new photo with the camera.',
  adviceAvif:
    'This file cannot be opened as a picture. It is AVIF: open it and save it as JPEG, or take a new photo with the camera.',
  adviceDark: 'The photo is rather dark. More light helps.',
  adviceBlurred: 'The photo is rather blurred. Hold still and wait until it is sharp.',
  adviceTurned:
    'The photo was sideways, or the portrait is at an angle. Photograph your ID upright and straight from above.',
  adviceSeveralFaces:
    'There is more than one face on the photo. Only your ID should be in the picture, without people beside it.',
  adviceSmallFace: 'The portrait is small. Photograph your ID from closer, so that it fills the picture.',

  faceTitle: 'Now show your face',
  faceAgainTitle: 'Please repeat the face check',
  faceLead: 'A short look into the camera shows that you are here in person.',
  faceAgainLead: 'That happens. With good light and a steady hand it usually works the next time.',
  faceTooPoor:
    'The pictures of your face were dark or blurred. With good light and a steady hand it usually works the next time.',
  faceTechnical: 'A technical problem got in the way of the last face check. You did nothing wrong.',
  faceTimedOut: 'The time for the last face check ran out. Just start it again; nothing else is lost.',
  faceTipLight: 'Find a bright place with the light in front of you.',
  faceTipHat: 'Take off your hat, sunglasses and mask.',
  faceTipAlone: 'Only you should be in the picture.',
  faceNote:
    'This opens the page of our partner iLive. It will ask for your camera and bring you back here afterwards.',
  faceStart: 'Start the face check',
  faceContinue: 'Continue the face check',
  facePhotoStored: 'Your ID photo has arrived.',
  facePhotoBetter: 'A better photo makes the check faster:',
  faceOtherPhoto: 'Use another ID photo',
  faceUnavailable: 'The face check cannot be opened at the moment. Please try again in a minute.',
  faceTrouble: 'The camera does not work?',
  faceAllow:
    'Allow the camera when the browser asks. If you said no before, allow it by the sign beside the address of that page, and start again.',
  faceFree: 'Close other programs that use the camera, or try another browser.',
  faceNoCamera:
    'No camera, or you do not want a face check? Ask the company that sent you here for another way.',

  checkingTitle: 'We are checking',
  checkingLead: 'This usually takes a few seconds.',
  checkingLong: 'If it takes longer, you may close this page. The check goes on without it.',
  checkingNext: 'Then this page shows the result, or says that a person is having a look.',
  reviewTitle: 'A person is having a look',
  reviewLead: 'You do not need to do anything. You may close this page.',
  reviewUnknown: 'How long it takes depends on how many checks are waiting.',
  reviewAim: 'Time in which we aim to decide:',
  reviewLate: 'It takes longer than we aim for. Your check is not forgotten.',
  nextTitle: 'What happens next',
  nextLook: 'A person looks at your pictures and decides.',
  nextAsk: 'If something is missing, this page asks you for it.',
  nextTold:
    'You get the result from the company that sent you here. While your link works, it is on this page too.',
  updatesItself: 'This page updates by itself.',
  offline: 'No connection at the moment. We keep trying.',
  checkAgain: 'Check again',
  approvedTitle: 'Done: your identity is confirmed',
  approvedLead: 'Thank you. You can go on in the app where you started.',
  rejectedTitle: 'We could not confirm your identity',
  rejectedLead: 'Please contact the company that sent you here. They can explain how to go on.',
  withdrawnTitle: 'This check was ended as you wished',
  withdrawnLead: 'If you did not ask for that, please contact the company that sent you here.',
  erasedTitle: 'Your data has been deleted',
  erasedLead: 'There is nothing left to do here.',
  closePage: 'You can close this page.',
  backToApp: 'Back to the app',
  phoneOffer: 'Go on with your phone',
  phoneOfferWhy: 'A phone is the easiest way: it takes sharp pictures of your ID and your face.',
  phoneLead: 'Point the camera of your phone at this code, and open the link. This page follows along.',
  phoneCode: 'QR code with the link to your check',
  phoneSame: 'Your phone must then show the same case number ending:',
  phoneSecret:
    'Show this code to nobody else: who opens it acts in your name. It can be opened for 10 minutes.',
  phoneNew: 'Show a new code',
  phoneGoesOn: 'Your phone goes on',
  phoneGoesOnLead: 'What is next is on your phone. This page follows along, up to the result.',
  phoneStay: 'Stay on this computer',

  linkTitle: 'Please open your link again',
  linkLead:
    'Open the link in the app or message that brought you here once more. If it does not work any more, go back to the app or website where you began: you will get a new link, and go on where you stopped.',
  linkExpiredTitle: 'This link has expired',
  linkExpiredLead:
    'Links work for 24 hours. Go back to the app or website where you began and start again there: you will get a new link, and go on where you stopped.',
  linkEndedTitle: 'This link does not work any more',
  linkEndedLead:
    'A newer link was made, or this one was switched off. Open the newest link that you were sent, or go back to the app or website where you began: you will get a new link, and go on where you stopped.',
  codeExpiredTitle: 'This code has run out',
  codeExpiredLead:
    'A code can be opened for 10 minutes. On your computer choose “Show a new code”, and scan that one.',
  switchTitle: 'Whose check do you want to go on with?',
  switchLead:
    'You are in the middle of an identity check. The link that you have just opened belongs to another one.',
  switchPresent: 'Your check: case number ending in',
  switchOther: 'The link: case number ending in',
  switchWarning:
    'Follow the link only if you began that check yourself. If it came from someone else, your ID photo and your face would go to their check.',
  switchStay: 'Stay with my check',
  switchGo: 'Switch to the check of the link',
  brokenTitle: 'Something went wrong on our side',
  brokenLead: 'Nothing that you sent before is lost. Wait a moment, then check again.',
  refusedTitle: 'This request was refused',
  refusedLead:
    'The page was too old, or this did not come from our own page. Nothing was sent. Go back to the start and try again.',
  backToStart: 'Back to the start',
  caseEnding: 'Case number ending in',
  caseHelp: 'If you ask for help, give this ending of your case number:',
  supportLink: 'Help and contact',
  privacyLink: 'Privacy notice',
};
