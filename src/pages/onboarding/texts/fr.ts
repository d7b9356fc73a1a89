import type { Texts } from './texts.ts';

/** The texts in French. */
export const fr: Texts = {
  title: 'Vérification d’identité',
  skip: 'Aller au contenu',
  languages: 'Langue',
  steps: 'Étapes',
  stepConsent: 'Accord',
  stepPhoto: 'Pièce d’identité',
  stepFace: 'Visage',
  stepResult: 'Résultat',

  consentTitle: 'Vérifions que c’est bien vous',
  consentLead: 'Cela prend environ trois minutes. Préparez votre carte d’identité ou votre passeport.',
  consentPhoto: 'Vous photographiez votre pièce d’identité.',
  consentFace: 'Vous montrez votre visage à la caméra un instant.',
  consentCheck:
    'Nous comparons votre visage à la photo de votre pièce d’identité et aux visages des personnes déjà inscrites.',
  consentWhy: 'Ainsi, personne ne peut ouvrir un compte à votre nom.',
  consentDataTitle: 'Ce que deviennent vos images',
  consentMissing: 'Cochez la case si vous êtes d’accord. Sans votre accord, nous ne pouvons pas continuer.',
  begin: 'Accepter et commencer',

  photoTitle: 'Photographiez votre pièce d’identité',
  photoAgainTitle: 'Il nous faut une autre photo de votre pièce d’identité',
  photoLead: 'Prenez le côté où figure votre portrait.',
  photoUnusable:
    'Votre dernière photo n’a pas pu servir à la vérification. Prenez-en une nouvelle avec l’appareil : le côté où figure votre portrait.',
  photoNotReadable:
    'Votre dernière photo était difficile à lire : sombre, floue, coupée ou avec des reflets.',
  photoWrongDocument:
    'Votre dernière photo montrait un autre document. Prenez votre carte d’identité ou votre passeport.',
  photoFaceCovered:
    'Sur votre dernière photo, le portrait était caché, par exemple par un doigt ou un reflet.',
  photoTipFlat: 'Posez-la à plat sur une surface sombre, les quatre coins visibles.',
  photoTipLight: 'Choisissez un bon éclairage, sans reflet sur le portrait.',
  photoTipSharp: 'Ne bougez pas tant que l’image n’est pas nette.',
  photoCamera: 'Prendre une photo',
  photoFile: 'Choisir une image',
  photoWebcam: 'Utiliser la caméra de cet ordinateur',
  webcamPicture: 'Ce que voit la caméra',
  webcamTake: 'Prendre la photo maintenant',
  webcamStop: 'Fermer la caméra',
  webcamRefused:
    'Le navigateur n’autorise pas cette page à utiliser la caméra. Autorisez-la par le symbole à côté de l’adresse, puis réessayez. Ou continuez avec votre téléphone, ou choisissez une image.',
  webcamAway:
    'La caméra ne répond pas. Fermez les autres programmes qui l’utilisent, puis réessayez. Ou continuez avec votre téléphone, ou choisissez une image.',
  photoFormats: 'JPEG ou PNG, 8 Mo au plus.',
  photoReading: 'Préparation de l’image…',
  photoPreview: 'Aperçu de la photo de votre pièce d’identité',
  photoTurnLeft: 'Tourner à gauche',
  photoTurnRight: 'Tourner à droite',
  photoReady: 'La photo est-elle à l’endroit, le portrait net et bien éclairé ? Alors envoyez la photo.',
  photoSend: 'Envoyer cette photo',
  photoSending: 'Envoi de la photo…',
  photoLooking: 'Envoyée. Nous regardons la photo…',
  photoDropped:
    'La connexion a été perdue. Votre photo est toujours là : renvoyez-la dès que vous êtes de nouveau en ligne.',
  photoRetry: 'Renvoyer',
  photoLimitTitle: 'Plus aucune photo ne peut être envoyée',
  photoLimitLead:
    'Trop de photos ont été envoyées avec ce lien. Contactez l’entreprise qui vous a envoyé ici. Elle vous aidera à continuer.',

  problemTitle: 'Cela n’a pas encore fonctionné',
  adviceMissing: 'Prenez d’abord une photo ou choisissez une image.',
  adviceNoFace:
    'Nous n’avons trouvé aucun visage sur la photo. Photographiez le côté avec votre portrait, de plus près et avec un bon éclairage.',
  adviceUnreadable:
    'Ce fichier ne peut pas être ouvert comme image. Utilisez une image JPEG ou PNG, ou prenez une nouvelle photo.',
  adviceTooLarge: 'Le fichier est trop volumineux. Utilisez une image plus petite, de 8 Mo au plus.',
  adviceTooSmall:
    'L’image est trop petite. Utilisez la photo dans sa taille d’origine, ou prenez-en une nouvelle de plus près.',
  adviceHeic:
    'Ce fichier ne peut pas être ouvert comme image. Il est en HEIC : prenez une nouvelle photo, ou choisissez JPEG : sur un iPhone, sous Réglages → Appareil photo → Formats → Le plus compatible.',
  advicePdf:
    'Ce fichier ne peut pas être ouvert comme image. C’est un PDF : photographiez votre pièce d’identité, ou utilisez une image JPEG ou PNG.',
  adviceWebp:
    'Ce fichier ne peut pas être ouvert comme image. Il est en WebP : ouvrez-le et enregistrez-le en JPEG, ou prenez une nouvelle photo.',
  adviceAvif:
    'Ce fichier ne peut pas être ouvert comme image. Il est en AVIF : ouvrez-le et enregistrez-le en JPEG, ou prenez une nouvelle photo.',
  adviceDark: 'La photo est plutôt sombre. Ajoutez un peu de lumière.',
  adviceBlurred: 'La photo est plutôt floue. Ne bougez pas et attendez qu’elle soit nette.',
  adviceTurned:
    'La photo était sur le côté, ou le portrait est de travers. Photographiez la pièce à l’endroit, bien droite, d’en haut.',
  adviceSeveralFaces:
    'Il y a plus d’un visage sur la photo. Seule votre pièce d’identité doit être visible, sans personne à côté.',
  adviceSmallFace:
    'Le portrait est petit. Photographiez la pièce de plus près, pour qu’elle remplisse l’image.',

  faceTitle: 'Montrez maintenant votre visage',
  faceAgainTitle: 'Veuillez recommencer la vérification du visage',
  faceLead: 'Un bref regard vers la caméra montre que vous êtes là en personne.',
  faceAgainLead:
    'Cela arrive. Avec un bon éclairage et la main stable, cela marche en général la fois suivante.',
  faceTooPoor:
    'Les images de votre visage étaient sombres ou floues. Avec un bon éclairage et la main stable, cela marche en général la fois suivante.',
  faceTechnical:
    'Un problème technique a empêché la dernière vérification du visage. Vous n’avez rien fait de mal.',
  faceTimedOut:
    'Le temps prévu pour la dernière vérification du visage est écoulé. Recommencez simplement ; rien d’autre n’est perdu.',
  faceTipLight: 'Cherchez un endroit clair, avec la lumière devant vous.',
  faceTipHat: 'Retirez chapeau, lunettes de soleil et masque.',
  faceTipAlone: 'Personne d’autre ne doit apparaître à l’image.',
  faceNote:
    'La page de notre partenaire iLive va s’ouvrir. Elle demandera l’accès à la caméra puis vous ramènera ici.',
  faceStart: 'Commencer la vérification',
  faceContinue: 'Continuer la vérification',
  facePhotoStored: 'La photo de votre pièce d’identité est bien arrivée.',
  facePhotoBetter: 'Une meilleure photo accélère la vérification :',
  faceOtherPhoto: 'Utiliser une autre photo',
  faceUnavailable:
    'La vérification du visage ne peut pas s’ouvrir pour le moment. Réessayez dans une minute.',
  faceTrouble: 'La caméra ne fonctionne pas ?',
  faceAllow:
    'Autorisez la caméra quand le navigateur le demande. Si vous avez refusé, autorisez-la par le symbole à côté de l’adresse de cette page, puis recommencez.',
  faceFree: 'Fermez les autres programmes qui utilisent la caméra, ou essayez un autre navigateur.',
  faceNoCamera:
    'Pas de caméra, ou vous ne voulez pas de vérification faciale ? Demandez une autre solution à l’entreprise qui vous a envoyé ici.',

  checkingTitle: 'Vérification en cours',
  checkingLead: 'Cela prend en général quelques secondes.',
  checkingLong: 'Si cela dure plus longtemps, vous pouvez fermer cette page. La vérification continue.',
  checkingNext: 'Ensuite, cette page affiche le résultat ou indique qu’une personne examine votre dossier.',
  reviewTitle: 'Une personne examine votre dossier',
  reviewLead: 'Vous n’avez rien à faire. Vous pouvez fermer cette page.',
  reviewUnknown: 'La durée dépend du nombre de vérifications en attente.',
  reviewAim: 'Délai visé pour la décision :',
  reviewLate: 'Cela dure plus longtemps que prévu. Votre vérification n’est pas oubliée.',
  nextTitle: 'La suite',
  nextLook: 'Une personne regarde vos images et décide.',
  nextAsk: 'S’il manque quelque chose, cette page vous le demandera.',
  nextTold:
    'L’entreprise qui vous a envoyé ici vous communique le résultat. Tant que votre lien fonctionne, il figure aussi sur cette page.',
  updatesItself: 'Cette page se met à jour toute seule.',
  offline: 'Pas de connexion pour le moment. Nous réessayons.',
  checkAgain: 'Actualiser la page',
  approvedTitle: 'C’est fait : votre identité est confirmée',
  approvedLead: 'Merci. Vous pouvez continuer dans l’application où vous avez commencé.',
  rejectedTitle: 'Nous n’avons pas pu confirmer votre identité',
  rejectedLead: 'Contactez l’entreprise qui vous a envoyé ici. Elle vous expliquera comment poursuivre.',
  withdrawnTitle: 'Cette vérification a pris fin comme vous le souhaitiez',
  withdrawnLead: 'Si vous ne l’avez pas demandé, contactez l’entreprise qui vous a envoyé ici.',
  erasedTitle: 'Vos données ont été supprimées',
  erasedLead: 'Il n’y a plus rien à faire ici.',
  closePage: 'Vous pouvez fermer cette page.',
  backToApp: 'Retour à l’application',
  phoneOffer: 'Continuer avec votre téléphone',
  phoneOfferWhy:
    'Avec un téléphone, c’est le plus simple : il prend des images nettes de votre pièce d’identité et de votre visage.',
  phoneLead:
    'Dirigez l’appareil photo de votre téléphone vers ce code et ouvrez le lien. Cette page vous suit.',
  phoneCode: 'Code QR avec le lien vers votre vérification',
  phoneSame: 'Votre téléphone doit ensuite afficher la même fin de numéro de dossier :',
  phoneSecret:
    'Ne montrez ce code à personne d’autre : qui l’ouvre agit en votre nom. Il peut être ouvert pendant 10 minutes.',
  phoneNew: 'Afficher un nouveau code',
  phoneGoesOn: 'Votre téléphone prend la suite',
  phoneGoesOnLead: 'La prochaine étape est sur votre téléphone. Cette page vous suit jusqu’au résultat.',
  phoneStay: 'Rester sur cet ordinateur',

  linkTitle: 'Veuillez rouvrir votre lien',
  linkLead:
    'Ouvrez à nouveau le lien reçu dans l’application ou le message. S’il ne fonctionne plus, retournez à l’application ou au site où vous avez commencé : vous recevrez un nouveau lien et reprendrez là où vous en étiez.',
  linkExpiredTitle: 'Ce lien a expiré',
  linkExpiredLead:
    'Les liens sont valables 24 heures. Retournez à l’application ou au site où vous avez commencé et recommencez là-bas : vous recevrez un nouveau lien et reprendrez là où vous en étiez.',
  linkEndedTitle: 'Ce lien ne fonctionne plus',
  linkEndedLead:
    'Un lien plus récent existe, ou celui-ci a été désactivé. Ouvrez le dernier lien que vous avez reçu, ou retournez dans l’application ou sur le site où vous avez commencé : vous recevrez un nouveau lien et reprendrez là où vous vous êtes arrêté.',
  codeExpiredTitle: 'Ce code a expiré',
  codeExpiredLead:
    'Un code peut être ouvert pendant 10 minutes. Sur votre ordinateur, choisissez « Afficher un nouveau code » et scannez-le.',
  switchTitle: 'Quelle vérification voulez-vous poursuivre ?',
  switchLead:
    'Une vérification d’identité est en cours dans ce navigateur. Le lien que vous venez d’ouvrir appartient à une autre.',
  switchPresent: 'Votre vérification : numéro de dossier se terminant par',
  switchOther: 'Le lien : numéro de dossier se terminant par',
  switchWarning:
    'Suivez le lien seulement si vous avez vous-même commencé cette vérification. S’il vient de quelqu’un d’autre, la photo de votre pièce d’identité et votre visage iraient à la vérification de cette personne.',
  switchStay: 'Garder ma vérification',
  switchGo: 'Passer à la vérification du lien',
  brokenTitle: 'Un problème est survenu de notre côté',
  brokenLead: 'Rien de ce que vous avez déjà envoyé n’est perdu. Attendez un instant, puis réessayez.',
  refusedTitle: 'Cette demande a été refusée',
  refusedLead:
    'La page était trop ancienne, ou la demande ne venait pas de notre propre page. Rien n’a été envoyé. Revenez au début et réessayez.',
  backToStart: 'Revenir au début',
  caseEnding: 'Numéro de dossier se terminant par',
  caseHelp: 'Si vous demandez de l’aide, indiquez cette fin de votre numéro de dossier :',
  supportLink: 'Aide et contact',
  privacyLink: 'Politique de confidentialité',
};
