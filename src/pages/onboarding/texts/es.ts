import type { Texts } from './texts.ts';

/** The texts in Spanish. */
export const es: Texts = {
  title: 'Verificación de identidad',
  skip: 'Ir al contenido',
  languages: 'Idioma',
  steps: 'Pasos',
  stepConsent: 'Permiso',
  stepPhoto: 'Documento',
  stepFace: 'Rostro',
  stepResult: 'Resultado',

  consentTitle: 'Comprobemos que es usted',
  consentLead: 'Se tarda unos tres minutos. Tenga a mano su documento de identidad o pasaporte.',
  consentPhoto: 'Fotografía su documento.',
  consentFace: 'Muestra su rostro a la cámara un momento.',
  consentCheck:
    'Comparamos su rostro con la foto de su documento y con los rostros de personas ya registradas.',
  consentWhy: 'Así nadie puede abrir una cuenta en su nombre.',
  consentDataTitle: 'Qué ocurre con sus imágenes',
  consentMissing: 'Marque la casilla si está de acuerdo. Sin su permiso no podemos continuar.',
  begin: 'Aceptar y empezar',

  photoTitle: 'Fotografíe su documento',
  photoAgainTitle: 'Necesitamos otra foto de su documento',
  photoLead: 'Use el lado en el que aparece su retrato.',
  photoUnusable:
    'Su última foto no se pudo usar para la verificación. Tome una foto nueva con la cámara: el lado en el que aparece su retrato.',
  photoNotReadable: 'Su última foto no se leía bien: estaba oscura, borrosa, cortada o tenía reflejos.',
  photoWrongDocument:
    'En su última foto aparecía otro documento. Use su documento de identidad o su pasaporte.',
  photoFaceCovered: 'En su última foto el retrato estaba tapado, por ejemplo por un dedo o un reflejo.',
  photoTipFlat: 'Póngalo sobre una superficie oscura, con las cuatro esquinas visibles.',
  photoTipLight: 'Use buena luz, sin reflejos sobre el retrato.',
  photoTipSharp: 'No se mueva hasta que la imagen sea nítida.',
  photoCamera: 'Tomar una foto',
  photoFile: 'Elegir una imagen',
  photoWebcam: 'Usar la cámara de este ordenador',
  webcamPicture: 'Lo que ve la cámara',
  webcamTake: 'Hacer la foto',
  webcamStop: 'Cerrar la cámara',
  webcamRefused:
    'El navegador no permite que esta página use la cámara. Permítalo con el símbolo junto a la dirección e inténtelo de nuevo. O continúe con el teléfono, o elija una imagen.',
  webcamAway:
    'La cámara no responde. Cierre otros programas que la usen e inténtelo de nuevo. O continúe con el teléfono, o elija una imagen.',
  photoFormats: 'JPEG o PNG, hasta 8 MB.',
  photoReading: 'Preparando la imagen…',
  photoPreview: 'Vista previa de la foto de su documento',
  photoTurnLeft: 'Girar a la izquierda',
  photoTurnRight: 'Girar a la derecha',
  photoReady: '¿La foto está derecha y el retrato es nítido y está bien iluminado? Entonces envíe la foto.',
  photoSend: 'Enviar esta foto',
  photoSending: 'Enviando la foto…',
  photoLooking: 'Enviada. Estamos mirando la foto…',
  photoDropped:
    'Se ha perdido la conexión. Su foto sigue aquí: envíela de nuevo cuando vuelva a tener conexión.',
  photoRetry: 'Enviar de nuevo',
  photoLimitTitle: 'No se pueden enviar más fotos',
  photoLimitLead:
    'Se han enviado demasiadas fotos con este enlace. Póngase en contacto con la empresa que le ha enviado aquí. Le ayudarán a continuar.',

  problemTitle: 'Todavía no ha funcionado',
  adviceMissing: 'Primero tome una foto o elija una imagen.',
  adviceNoFace:
    'No hemos encontrado ningún rostro en la foto. Fotografíe el lado con su retrato, más de cerca y con buena luz.',
  adviceUnreadable:
    'Este archivo no se puede abrir como imagen. Use una imagen JPEG o PNG, o tome una foto nueva con la cámara.',
  adviceTooLarge: 'El archivo es demasiado grande. Use una imagen más pequeña, de 8 MB como máximo.',
  adviceTooSmall:
    'La imagen es demasiado pequeña. Use la foto en su tamaño original o tome una nueva desde más cerca.',
  adviceHeic:
    'Este archivo no se puede abrir como imagen. Es HEIC: tome una foto nueva o elija JPEG: en un iPhone, en Ajustes → Cámara → Formatos → Más compatible.',
  advicePdf:
    'Este archivo no se puede abrir como imagen. Es un PDF: fotografíe su documento con la cámara o use una imagen JPEG o PNG.',
  adviceWebp:
    'Este archivo no se puede abrir como imagen. Es WebP: ábralo y guárdelo como JPEG, o tome una foto nueva con la cámara.',
  adviceAvif:
    'Este archivo no se puede abrir como imagen. Es AVIF: ábralo y guárdelo como JPEG, o tome una foto nueva con la cámara.',
  adviceDark: 'La foto está algo oscura. Con más luz saldrá mejor.',
  adviceBlurred: 'La foto está algo borrosa. No se mueva y espere a que sea nítida.',
  adviceTurned:
    'La foto estaba de lado o el retrato está inclinado. Fotografíe el documento derecho y desde arriba.',
  adviceSeveralFaces: 'Hay más de un rostro en la foto. Solo debe verse su documento, sin personas al lado.',
  adviceSmallFace:
    'El retrato es pequeño. Fotografíe el documento desde más cerca, de modo que llene la imagen.',

  faceTitle: 'Ahora muestre su rostro',
  faceAgainTitle: 'Repita la comprobación del rostro',
  faceLead: 'Una breve mirada a la cámara demuestra que está usted aquí en persona.',
  faceAgainLead: 'A veces pasa. Con buena luz y la mano firme suele funcionar a la siguiente.',
  faceTooPoor:
    'Las imágenes de su rostro estaban oscuras o borrosas. Con buena luz y la mano firme suele funcionar a la siguiente.',
  faceTechnical: 'Un problema técnico impidió la última comprobación del rostro. Usted no hizo nada mal.',
  faceTimedOut:
    'Se acabó el tiempo de la última comprobación del rostro. Empiécela otra vez; no se ha perdido nada más.',
  faceTipLight: 'Busque un lugar luminoso, con la luz de frente.',
  faceTipHat: 'Quítese el sombrero, las gafas de sol y la mascarilla.',
  faceTipAlone: 'Nadie más debe aparecer en la imagen.',
  faceNote:
    'Se abrirá la página de nuestro socio iLive. Le pedirá acceso a la cámara y después le traerá de vuelta aquí.',
  faceStart: 'Empezar la comprobación',
  faceContinue: 'Continuar la comprobación',
  facePhotoStored: 'La foto de su documento ha llegado.',
  facePhotoBetter: 'Una foto mejor acelera la verificación:',
  faceOtherPhoto: 'Usar otra foto del documento',
  faceUnavailable: 'Ahora mismo no se puede abrir la comprobación. Inténtelo de nuevo en un minuto.',
  faceTrouble: '¿No funciona la cámara?',
  faceAllow:
    'Permita la cámara cuando el navegador lo pregunte. Si antes dijo que no, permítala con el símbolo junto a la dirección de esa página y empiece otra vez.',
  faceFree: 'Cierre otros programas que usen la cámara o pruebe con otro navegador.',
  faceNoCamera:
    '¿No tiene cámara o no quiere una verificación facial? Pregunte por otra vía a la empresa que le ha enviado aquí.',

  checkingTitle: 'Estamos comprobando',
  checkingLead: 'Suele tardar unos segundos.',
  checkingLong: 'Si tarda más, puede cerrar esta página. La comprobación continúa.',
  checkingNext: 'Después, esta página muestra el resultado o dice que una persona lo está revisando.',
  reviewTitle: 'Una persona lo está revisando',
  reviewLead: 'No tiene que hacer nada. Puede cerrar esta página.',
  reviewUnknown: 'El tiempo depende de cuántas verificaciones estén esperando.',
  reviewAim: 'Plazo en el que esperamos decidir:',
  reviewLate: 'Está tardando más de lo previsto. Su verificación no se ha olvidado.',
  nextTitle: 'Qué ocurre ahora',
  nextLook: 'Una persona mira sus imágenes y decide.',
  nextAsk: 'Si falta algo, esta página se lo pedirá.',
  nextTold:
    'La empresa que le ha enviado aquí le comunicará el resultado. Mientras su enlace funcione, también estará en esta página.',
  updatesItself: 'Esta página se actualiza sola.',
  offline: 'No hay conexión en este momento. Seguimos intentándolo.',
  checkAgain: 'Actualizar la página',
  approvedTitle: 'Listo: su identidad está confirmada',
  approvedLead: 'Gracias. Puede continuar en la aplicación donde empezó.',
  rejectedTitle: 'No hemos podido confirmar su identidad',
  rejectedLead: 'Póngase en contacto con la empresa que le ha enviado aquí. Le explicarán cómo seguir.',
  withdrawnTitle: 'Esta verificación ha terminado como usted pidió',
  withdrawnLead: 'Si usted no lo pidió, póngase en contacto con la empresa que le ha enviado aquí.',
  erasedTitle: 'Sus datos se han borrado',
  erasedLead: 'Aquí no queda nada por hacer.',
  closePage: 'Puede cerrar esta página.',
  backToApp: 'Volver a la aplicación',
  phoneOffer: 'Continuar con el teléfono',
  phoneOfferWhy: 'Con un teléfono es más fácil: hace fotos nítidas de su documento y de su rostro.',
  phoneLead: 'Apunte con la cámara del teléfono a este código y abra el enlace. Esta página le acompaña.',
  phoneCode: 'Código QR con el enlace a su verificación',
  phoneSame: 'Su teléfono debe mostrar después el mismo final del número de caso:',
  phoneSecret:
    'No muestre este código a nadie más: quien lo abra actuará en su nombre. Se puede abrir durante 10 minutos.',
  phoneNew: 'Mostrar un código nuevo',
  phoneGoesOn: 'Su teléfono continúa',
  phoneGoesOnLead: 'El siguiente paso está en su teléfono. Esta página le acompaña hasta el resultado.',
  phoneStay: 'Seguir en este ordenador',

  linkTitle: 'Abra de nuevo su enlace',
  linkLead:
    'Abra otra vez el enlace de la aplicación o del mensaje que le trajo aquí. Si ya no funciona, vuelva a la aplicación o al sitio web donde empezó: recibirá un enlace nuevo y seguirá donde lo dejó.',
  linkExpiredTitle: 'Este enlace ha caducado',
  linkExpiredLead:
    'Los enlaces son válidos durante 24 horas. Vuelva a la aplicación o al sitio web donde empezó y comience de nuevo allí: recibirá un enlace nuevo y seguirá donde lo dejó.',
  linkEndedTitle: 'Este enlace ya no funciona',
  linkEndedLead:
    'Hay un enlace más reciente o este se ha desactivado. Abra el último enlace que haya recibido, o vuelva a la aplicación o al sitio web donde empezó: recibirá un enlace nuevo y continuará donde lo dejó.',
  codeExpiredTitle: 'Este código ha caducado',
  codeExpiredLead:
    'Un código se puede abrir durante 10 minutos. En su ordenador elija «Mostrar un código nuevo» y escanéelo.',
  switchTitle: '¿Con qué verificación quiere continuar?',
  switchLead:
    'Está en medio de una verificación de identidad. El enlace que acaba de abrir pertenece a otra.',
  switchPresent: 'Su verificación: número de caso terminado en',
  switchOther: 'El enlace: número de caso terminado en',
  switchWarning:
    'Siga el enlace solo si usted mismo empezó esa verificación. Si se lo ha enviado otra persona, la foto de su documento y su rostro irían a la verificación de esa persona.',
  switchStay: 'Seguir con mi verificación',
  switchGo: 'Cambiar a la verificación del enlace',
  brokenTitle: 'Algo ha fallado por nuestra parte',
  brokenLead: 'No se ha perdido nada de lo que ya envió. Espere un momento e inténtelo de nuevo.',
  refusedTitle: 'La solicitud ha sido rechazada',
  refusedLead:
    'La página era demasiado antigua o la solicitud no venía de nuestra propia página. No se ha enviado nada. Vuelva al principio e inténtelo de nuevo.',
  backToStart: 'Volver al principio',
  caseEnding: 'Número de caso terminado en',
  caseHelp: 'Si pide ayuda, indique este final de su número de caso:',
  supportLink: 'Ayuda y contacto',
  privacyLink: 'Aviso de privacidad',
};
