/** The type of the texts on the applicant's pages, the same for every language. */

/** The texts of one language, as plain text without markup. */
export type Texts = {
  readonly title: string;
  readonly skip: string;
  readonly languages: string;
  readonly steps: string;
  readonly stepConsent: string;
  readonly stepPhoto: string;
  readonly stepFace: string;
  readonly stepResult: string;

  readonly consentTitle: string;
  readonly consentLead: string;
  readonly consentPhoto: string;
  readonly consentFace: string;
  readonly consentCheck: string;
  readonly consentWhy: string;
  readonly consentAgree: string;
  readonly consentMissing: string;
  readonly begin: string;

  readonly photoTitle: string;
  readonly photoAgainTitle: string;
  readonly photoLead: string;
  readonly photoUnusable: string;
  readonly photoTipFlat: string;
  readonly photoTipLight: string;
  readonly photoTipSharp: string;
  readonly photoCamera: string;
  readonly photoFile: string;
  readonly photoFormats: string;
  readonly photoReading: string;
  readonly photoPreview: string;
  readonly photoTurnLeft: string;
  readonly photoTurnRight: string;
  readonly photoReady: string;
  readonly photoSend: string;
  readonly photoSending: string;
  readonly photoLooking: string;
  readonly photoDropped: string;
  readonly photoRetry: string;
  readonly photoLimitTitle: string;
  readonly photoLimitLead: string;

  readonly problemTitle: string;
  readonly adviceMissing: string;
  readonly adviceNoFace: string;
  readonly adviceUnreadable: string;
  readonly adviceTooLarge: string;
  readonly adviceTooSmall: string;
  readonly adviceHeic: string;
  readonly advicePdf: string;
  readonly adviceDark: string;
  readonly adviceBlurred: string;
  readonly adviceTurned: string;
  readonly adviceSeveralFaces: string;
  readonly adviceSmallFace: string;

  readonly faceTitle: string;
  readonly faceAgainTitle: string;
  readonly faceLead: string;
  readonly faceAgainLead: string;
  readonly faceTimedOut: string;
  readonly faceTipLight: string;
  readonly faceTipHat: string;
  readonly faceTipAlone: string;
  readonly faceNote: string;
  readonly faceStart: string;
  readonly faceContinue: string;
  readonly facePhotoStored: string;
  readonly facePhotoBetter: string;
  readonly faceOtherPhoto: string;
  readonly faceUnavailable: string;

  readonly checkingTitle: string;
  readonly checkingLead: string;
  readonly checkingLong: string;
  readonly reviewTitle: string;
  readonly reviewLead: string;
  readonly updatesItself: string;
  readonly offline: string;
  readonly checkAgain: string;
  readonly approvedTitle: string;
  readonly approvedLead: string;
  readonly rejectedTitle: string;
  readonly rejectedLead: string;
  readonly erasedTitle: string;
  readonly erasedLead: string;
  readonly closePage: string;
  readonly backToApp: string;

  readonly linkTitle: string;
  readonly linkLead: string;
  readonly linkExpiredTitle: string;
  readonly linkExpiredLead: string;
  readonly brokenTitle: string;
  readonly brokenLead: string;
  readonly refusedTitle: string;
  readonly refusedLead: string;
  readonly backToStart: string;
};
