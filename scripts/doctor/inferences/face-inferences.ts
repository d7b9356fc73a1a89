/** What is assumed about `faces:detect` and `faces:compare`. Two photos of a person are needed to try it. */
import type { Inference } from './inference.ts';

const DETECT = '/docs/api/face-services/faces-detect';
const COMPARE = '/docs/api/face-services/faces-compare';

/** A photo with a face is needed to try these. */
export const FACE_INFERENCES = [
  {
    id: 'detect_boxes',
    statement: 'Each face has a bounding_box of left, top, width and height, as numbers.',
    source: DETECT,
    file: 'src/ilive/face-box.ts',
    mention: 'The fields of a box are documented',
  },
  {
    id: 'detect_image_size',
    statement: 'image_size has the width and height of the upright picture.',
    source: DETECT,
    file: 'src/ilive/face-box.ts',
    mention: 'Inferred: the names of its fields',
  },
  {
    id: 'detect_box_unit',
    statement: 'A box is in pixels if one of its numbers is above 1, otherwise in fractions of the picture.',
    source: DETECT,
    file: 'src/ilive/face-box.ts',
    mention: 'Inferred: a box with any number above 1 is in pixels',
  },
  {
    id: 'detect_confidence',
    statement: 'The confidence of a clear face is 0.9 or more, on a scale from 0 to 1.',
    source: DETECT,
    file: 'src/photos/turn-upright.ts',
    mention: 'iLive does not say what its confidence means',
  },
  {
    id: 'detect_light',
    statement: 'Brightness and sharpness are from 0 to 1, as a bare number or as {"value": …}.',
    source: '/docs/face-services/attributes',
    file: 'src/ilive/wire.ts',
    mention: 'both a bare value and `{value}` are accepted',
  },
  {
    id: 'detect_pose',
    statement: 'pose has yaw, pitch and roll, as numbers of degrees.',
    source: '/docs/face-services/attributes',
    file: 'src/ilive/wire.ts',
    mention: 'pose: orAbsent(z.object({ yaw: degrees',
  },
  {
    id: 'roll_sign',
    statement: 'The roll of a face that is turned clockwise is positive.',
    source: '/docs/face-services/attributes',
    file: 'src/photos/turn-upright.ts',
    mention: 'a positive roll is clockwise',
  },
  {
    id: 'orientation_tag',
    statement: 'A picture is turned by its orientation tag before faces are looked for.',
    source: DETECT,
    file: 'src/photos/turn-upright.ts',
    mention: 'Inferred: iLive turns a picture by its tag',
  },
  {
    id: 'compare_similarity',
    statement: 'A comparison has a similarity, as a number.',
    source: COMPARE,
    file: 'src/ilive/wire.ts',
    mention: 'z.object({ similarity, source_face',
  },
  {
    id: 'compare_scale',
    statement: 'A photo compared with itself has a similarity of about 1, another photo no higher one.',
    source: COMPARE,
    file: 'src/ilive/answer-values.ts',
    mention: 'A similarity of two faces',
  },
  {
    id: 'compare_source_face',
    statement: 'source_face is the box of the largest face on the first picture.',
    source: COMPARE,
    file: 'src/ilive/wire.ts',
    mention: '`source_face` is the face on the liveness photo',
  },
  {
    id: 'no_face_in_source',
    statement: 'If the first picture shows no face, the code is no_face_in_source.',
    source: '/docs/reference/error-codes',
    file: 'src/applicant/steps/execute.ts',
    mention: "code === 'no_face_in_source'",
  },
  {
    id: 'no_face_in_target',
    statement: 'If the second picture shows no face, the code is no_face_in_target.',
    source: '/docs/reference/error-codes',
    file: 'src/applicant/steps/execute.ts',
    mention: "code === 'no_face_in_target'",
  },
  {
    id: 'compare_refuses_target',
    statement: 'If the second picture is refused, the code names a picture and does not name the source.',
    source: '/docs/reference/error-codes',
    file: 'src/ilive/refused-picture.ts',
    mention: 'Inferred: a refusal that does not name the source is of the ID photo',
  },
] as const satisfies readonly Inference[];
