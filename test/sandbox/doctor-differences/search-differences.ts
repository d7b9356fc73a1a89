/** An iLive that differs in one thing about searches. */
import { jsonAnswer, refusal } from '../doctor-stage.ts';
import { type Differences, hits, replaced, SEARCH, withThreshold } from './differ.ts';

/** By inference, each with a name. */
export const SEARCH_DIFFERENCES = {
  search_at_once: {
    'a 404 at first': {
      instead: (sent) => (SEARCH.test(sent.path) && sent.nth === 0 ? refusal(404, 'face_not_found') : null),
    },
    'no hits at first': {
      instead: (sent) => (SEARCH.test(sent.path) && sent.nth === 0 ? jsonAnswer(200, { matches: [] }) : null),
    },
  },
  search_ids: {
    'no external_face_id': hits((matches) => {
      for (const hit of matches) delete hit.external_face_id;
    }),
    'another name for face_id': hits((matches) =>
      matches.map(({ face_id, ...rest }) => ({ ...rest, id: face_id })),
    ),
  },
  search_scale: {
    percent: hits((matches) => {
      for (const hit of matches) hit.similarity *= 100;
    }),
    'no similarity': hits((matches) => {
      for (const hit of matches) delete hit.similarity;
    }),
    'another scale than that of a comparison': hits((matches) => {
      for (const hit of matches) hit.similarity = (hit.similarity + 1) / 2;
    }),
  },
  search_sorted: { 'the least similar first': hits((matches) => matches.toReversed()) },
  search_max_results: {
    'it is ignored': {
      call: ({ path, query }) => {
        if (!SEARCH.test(path)) return null;
        const rest = new URLSearchParams(query);
        rest.delete('max_results');
        return { query: rest };
      },
    },
  },
  search_threshold: {
    'it is ignored': {
      call: ({ path, query }) => {
        if (!SEARCH.test(path) || query.get('threshold') === null) return null;
        return { query: withThreshold(query, '0') };
      },
    },
    'it is in percent': {
      call: ({ path, query }) => {
        if (!SEARCH.test(path) || query.get('threshold') === null) return null;
        return { query: withThreshold(query, String(Number(query.get('threshold')) / 100)) };
      },
    },
  },
  search_no_threshold: {
    'the search is refused': {
      instead: ({ path, query }) =>
        SEARCH.test(path) && query.get('threshold') === null ? refusal(422, 'threshold_required') : null,
    },
    'more hits than from 0 on': hits((matches, { query }) =>
      query.get('threshold') === null ? [...matches, ...matches] : matches,
    ),
  },
  search_deleted_face: {
    'an empty list': replaced('POST', SEARCH, 404, jsonAnswer(200, { matches: [] })),
    'a 404 without a code': replaced('POST', SEARCH, 404, jsonAnswer(404, { detail: 'Not Found' })),
    'a 404 about the collection': replaced('POST', SEARCH, 404, refusal(404, 'collection_not_found')),
  },
} satisfies Differences;
