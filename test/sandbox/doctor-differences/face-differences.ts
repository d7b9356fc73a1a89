/** An iLive that differs in one thing about faces that are found and compared. */
import { jsonAnswer, refusal } from '../doctor-stage.ts';
import {
  COMPARE,
  changed,
  DETECT,
  type Differences,
  face,
  isCall,
  isTagged,
  type Json,
  percent,
  recoded,
} from './differ.ts';

/** By inference, each with a name. */
export const FACE_DIFFERENCES = {
  detect_boxes: {
    'boxes of two corners': face((one) => {
      one.bounding_box = [1, 2, 3, 4];
    }),
    'boxes with other names': face((one) => {
      const { left, top, width, height } = one.bounding_box;
      one.bounding_box = { x: left, y: top, w: width, h: height };
    }),
  },
  detect_image_size: {
    'other names': changed('POST', DETECT, (body) => {
      body.image_size = { w: body.image_size.width, h: body.image_size.height };
    }),
    'the size before the picture was turned': changed('POST', DETECT, (body) => {
      body.image_size = { width: body.image_size.height, height: body.image_size.width };
    }),
  },
  detect_box_unit: {
    percent: {
      ...face((one, { image_size: size }) => {
        one.bounding_box = percent(one.bounding_box, size);
      }),
    },
  },
  detect_confidence: {
    percent: face((one) => {
      one.confidence *= 100;
    }),
    none: face((one) => {
      delete one.confidence;
    }),
    'low for a clear face': face((one) => {
      one.confidence = 0.4;
    }),
  },
  detect_light: {
    'from 0 to 255': face(({ attributes }) => {
      attributes.brightness *= 255;
    }),
    'other names': face(({ attributes }) => {
      attributes.quality = { sharpness: attributes.sharpness };
      delete attributes.sharpness;
    }),
  },
  detect_pose: {
    'names in capitals': face(({ attributes }) => {
      const { roll, yaw, pitch } = attributes.pose;
      attributes.pose = { Roll: roll, yaw, pitch };
    }),
    'a yaw with a confidence': face(({ attributes }) => {
      attributes.pose.yaw = { value: attributes.pose.yaw, confidence: 1 };
    }),
  },
  roll_sign: {
    'counter-clockwise': face(({ attributes }) => {
      attributes.pose.roll *= -1;
    }),
  },
  orientation_tag: {
    'the tag is not read': {
      answer: async (sent, response) => {
        if (!isCall(sent, 'POST', DETECT) || !response.ok || !(await isTagged(sent.body))) return null;
        const body: Json = await response.json();
        for (const one of body.faces) one.attributes.pose.roll -= 90;
        return jsonAnswer(200, body);
      },
    },
  },
  compare_similarity: {
    'another name': changed('POST', COMPARE, (body) => {
      body.score = body.similarity;
      delete body.similarity;
    }),
    'a text': changed('POST', COMPARE, (body) => {
      body.similarity = String(body.similarity);
    }),
  },
  compare_scale: {
    percent: changed('POST', COMPARE, (body) => {
      body.similarity *= 100;
    }),
    'a distance': changed('POST', COMPARE, (body) => {
      body.similarity = 1 - body.similarity;
    }),
  },
  compare_source_face: {
    'the face of the second picture': changed('POST', COMPARE, (body) => {
      body.source_face = { left: 1, top: 1, width: 20, height: 20 };
    }),
    'a box in a list': changed('POST', COMPARE, (body) => {
      body.source_face = [body.source_face];
    }),
  },
  no_face_in_source: { 'another code': recoded('no_face_in_source', refusal(422, 'no_face_detected')) },
  no_face_in_target: { 'another code': recoded('no_face_in_target', refusal(422, 'no_face_detected')) },
  compare_refuses_target: {
    'a code that names the source': {
      answer: (sent, response) =>
        isCall(sent, 'POST', COMPARE) && response.status === 400
          ? refusal(400, 'invalid_source_image')
          : null,
    },
    'a code that names no picture': {
      answer: (sent, response) =>
        isCall(sent, 'POST', COMPARE) && response.status === 400 ? refusal(400, 'invalid_request') : null,
    },
  },
} satisfies Differences;
