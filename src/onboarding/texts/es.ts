import type { Texts } from './texts.ts';

/** Spanish. */
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
  consentWhy:
    'Así nadie puede abrir una cuenta en su nombre. Sus fotos y el resultado se guardan de forma segura y se usan solo para esta verificación. Puede pedir que se borren a la empresa que le ha enviado aquí.',
  consentAgree: 'Acepto que se usen la foto de mi documento y mi rostro para verificar mi identidad.',
  consentMissing: 'Marque la casilla si está de acuerdo. Sin su permiso no podemos continuar.',
  begin: 'Aceptar y empezar',

  photoTitle: 'Fotografíe su documento',
  photoAgainTitle: 'Necesitamos otra foto de su documento',
  photoLead: 'Use el lado en el que aparece su retrato.',
  photoTipFlat: 'Póngalo sobre una superficie oscura, con las cuatro esquinas visibles.',
  photoTipLight: 'Use buena luz, sin reflejos sobre el retrato.',
  photoTipSharp: 'No se mueva hasta que la imagen sea nítida.',
  photoCamera: 'Hacer una foto',
  photoFile: 'Elegir una imagen',
  photoFormats: 'JPEG o PNG, hasta 8 MB.',
  photoPreview: 'Vista previa de la foto de su documento',
  photoReady: '¿El retrato es nítido y está bien iluminado? Entonces envíe la foto.',
  photoSend: 'Enviar esta foto',
  photoSending: 'Enviando la foto…',

  problemTitle: 'Todavía no ha funcionado',
  adviceMissing: 'Primero haga una foto o elija una imagen.',
  adviceNoFace:
    'No hemos encontrado ningún rostro en la foto. Fotografíe el lado con su retrato, más de cerca y con buena luz.',
  adviceUnreadable: 'Este archivo no se puede leer como imagen. Use una foto JPEG o PNG.',
  adviceTooLarge: 'El archivo es demasiado grande. Use una imagen de 8 MB como máximo.',
  adviceDark: 'La foto está algo oscura. Más luz ayuda.',
  adviceBlurred: 'La foto está algo borrosa. No se mueva y espere a que sea nítida.',
  adviceTurned: 'El retrato está inclinado. Fotografíe el documento desde arriba, recto.',

  faceTitle: 'Ahora muestre su rostro',
  faceAgainTitle: 'Repita la comprobación del rostro',
  faceLead: 'Una breve mirada a la cámara demuestra que está usted aquí en persona.',
  faceTipLight: 'Busque un lugar luminoso, con la luz de frente.',
  faceTipHat: 'Quítese el sombrero, las gafas de sol y la mascarilla.',
  faceTipAlone: 'En la imagen debe estar solo usted.',
  faceNote:
    'Se abrirá la página de nuestro socio iLive. Le pedirá acceso a la cámara y después le traerá de vuelta aquí.',
  faceStart: 'Empezar la comprobación',
  faceContinue: 'Continuar la comprobación',
  facePhotoStored: 'La foto de su documento ha llegado.',
  facePhotoBetter: 'Una foto mejor acelera la verificación:',
  faceOtherPhoto: 'Usar otra foto del documento',
  faceUnavailable: 'Ahora mismo no se puede abrir la comprobación. Inténtelo de nuevo en un minuto.',

  checkingTitle: 'Estamos comprobando',
  checkingLead: 'Suele tardar unos segundos.',
  reviewTitle: 'Una persona lo está revisando',
  reviewLead:
    'No tiene que hacer nada. Puede tardar un tiempo; puede cerrar esta página y se le comunicará el resultado.',
  updatesItself: 'Esta página se actualiza sola.',
  checkAgain: 'Comprobar de nuevo',
  approvedTitle: 'Listo: su identidad está confirmada',
  approvedLead: 'Gracias. Puede continuar en la aplicación donde empezó.',
  rejectedTitle: 'No hemos podido confirmar su identidad',
  rejectedLead: 'Póngase en contacto con la empresa que le ha enviado aquí. Le explicarán cómo seguir.',
  erasedTitle: 'Sus datos se han borrado',
  erasedLead: 'Aquí no queda nada por hacer.',
  closePage: 'Puede cerrar esta página.',

  linkTitle: 'Este enlace ya no funciona',
  linkLead:
    'Los enlaces son válidos durante 24 horas. Vuelva a la aplicación o al mensaje que le trajo aquí y empiece de nuevo: recibirá otro enlace y seguirá donde lo dejó.',
  refusedTitle: 'La solicitud ha sido rechazada',
  refusedLead: 'No venía de nuestra propia página. Vuelva al principio e inténtelo de nuevo.',
  backToStart: 'Volver al principio',
};
