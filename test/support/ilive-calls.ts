/** Each call to iLive on a client whose answers a test makes up. */
import { createIliveClient, type IliveClient } from '../../src/ilive/client.ts';
import type { Reply } from '../../src/ilive/failure.ts';

const PICTURE = { bytes: new Uint8Array([0xff]), contentType: 'image/jpeg' };
const BOX = { left: 0.1, top: 0.1, width: 0.5, height: 0.5 };
/** A face as iLive lists it. */
export const FACE = { face_id: 'f1', external_face_id: 'u1', external_image_id: 's1' };

/** Each call whose answer is JSON, with an answer that has every field. */
export const CALLS: Record<string, [(ilive: IliveClient) => Promise<Reply<unknown>>, object]> = {
  create_session: [
    (ilive) =>
      ilive.createSession(
        { mode: 'passive', redirectUrl: 'r', webhookUrl: 'w', referenceId: 'u1' },
        () => false,
      ),
    { session_id: 's1', session_url: 'https://ilive.test/s/1', token: 't' },
  ],
  result: [
    (ilive) => ilive.result('s1', 't'),
    { session_id: 's1', verdict: 'pass', confidence: 0.9, photo_quality_score: 0.8 },
  ],
  detect: [
    (ilive) => ilive.detect(PICTURE),
    {
      faces: [
        {
          bounding_box: BOX,
          attributes: { brightness: 0.5, sharpness: { value: 0.9 }, pose: { yaw: 1, pitch: 2, roll: -3 } },
        },
      ],
      image_size: { width: 480, height: 600 },
    },
  ],
  compare: [(ilive) => ilive.compare(PICTURE, PICTURE, 0.65), { similarity: 0.9, source_face: BOX }],
  create_collection: [(ilive) => ilive.createCollection('users'), { external_id: 'users' }],
  index: [(ilive) => ilive.index('users', PICTURE, 'u1', 's1'), { face_id: 'f1' }],
  index_nested: [(ilive) => ilive.index('users', PICTURE, 'u1', 's1'), { face: { face_id: 'f1' } }],
  index_list: [(ilive) => ilive.index('users', PICTURE, 'u1', 's1'), { faces: [{ face_id: 'f1' }] }],
  list: [(ilive) => ilive.listFaces('users', 's1'), { faces: [FACE], next_cursor: null }],
  search: [
    (ilive) => ilive.search('users', 'f1', 5, 0.3),
    { matches: [{ face_id: 'f2', similarity: 0.4, external_face_id: 'u2' }] },
  ],
};

/** A client that gets its answers from that function. */
export const clientOf = (fetch: (request: Request) => Promise<Response>) =>
  createIliveClient({
    baseUrl: 'https://ilive.test',
    apiKey: 'k',
    timeoutMs: 1_000,
    sessionHosts: ['ilive.test', '*.pages.test'],
    fetch,
  });

/** Makes the call, with that text as its answer. */
export function answered(call: string, text: string): Promise<Reply<unknown>> {
  const [ask] = CALLS[call] ?? [];
  if (!ask) throw new Error(`no call ${call}`);
  return ask(clientOf(async () => new Response(text)));
}
