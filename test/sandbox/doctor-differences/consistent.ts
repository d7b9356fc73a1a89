/** An iLive that differs in one thing which shows in several answers. */
import type { InferenceId } from '../../../scripts/doctor/inferences.ts';
import { type Difference, jsonAnswer, refusal } from '../doctor-stage.ts';
import { COMPARE, FACE, FACES, type Json, PHOTO, RESULT, SEARCH } from './differ.ts';

/** One cause that shows in several answers is named once. */
export const CONSISTENT: Readonly<
  Record<string, { readonly id: InferenceId; readonly difference: Difference }>
> = {
  'all errors in another form': {
    id: 'error_envelope',
    difference: {
      async answer(_, response) {
        if (response.ok) return null;
        const body: Json = await response.json();
        return jsonAnswer(response.status, { error: body.detail });
      },
    },
  },
  'all similarities in percent': {
    id: 'compare_scale',
    difference: {
      async answer(sent, response) {
        if (!response.ok || !(COMPARE.test(sent.path) || SEARCH.test(sent.path))) return null;
        const body: Json = await response.json();
        if (body.similarity !== undefined) body.similarity *= 100;
        for (const hit of body.matches ?? []) hit.similarity *= 100;
        return jsonAnswer(200, body);
      },
    },
  },
  'a token that works once': {
    id: 'result_asked_early',
    difference: {
      instead: (sent) => (RESULT.test(sent.path) && sent.nth > 0 ? refusal(401, 'token_used') : null),
      answer: (sent, response) => (PHOTO.test(sent.path) && response.ok ? refusal(401, 'token_used') : null),
    },
  },
  'all face ids with a dot': {
    id: 'face_id_form',
    difference: {
      async answer(sent, response) {
        if (!response.ok || !FACES.test(sent.path)) return null;
        return new Response((await response.text()).replaceAll('"face_id":"', '"face_id":"f.'), response);
      },
      call: ({ path }) => (FACE.test(path) ? { path: path.replace('/faces/f.', '/faces/') } : null),
    },
  },
};
