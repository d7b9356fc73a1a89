/** A collection of the doctor's own, with a random name. Whatever happens to it in between, it is deleted again. */
import { randomBytes } from 'node:crypto';
import { errorCodeOf, listedSchema } from '#src/ilive/wire.ts';
import { type Answer, isSuccess } from '../answer.ts';
import type { IliveApi } from '../ilive-api.ts';
import { fieldOf } from '../raw-hits.ts';

/** The name, and how to delete it with all faces. */
export type OwnCollection = {
  readonly name: string;
  readonly path: string;
  /** Deletes all that is left of it. Never throws. @returns what may be left, null for nothing */
  readonly cleanUp: () => Promise<string | null>;
  /** Deletes the collection itself. */
  readonly remove: () => Promise<Answer>;
};

const MOST_CLEANING_TRIES = 5;
const CLEANING_PAUSE_MS = 1_000;

/** Names a collection. Nothing is created yet. */
export function nameOwnCollection(api: IliveApi, sleep: (ms: number) => Promise<void>): OwnCollection {
  const name = `doctor_${randomBytes(8).toString('hex')}-x`;
  const path = `/api/v2/collections/${name}`;

  /** Inferred: the path, since no page describes the call; and a 204, as for all that is deleted. */
  const remove = () => api.ask({ method: 'DELETE', path });

  /** Deletes all that there is. @returns whether there was nothing any more */
  async function clean(): Promise<boolean> {
    const listed = await api.ask({ method: 'GET', path: `${path}/faces`, query: { limit: '200' } });
    if (listed.status === 404 || errorCodeOf(listed.json) === 'collection_not_found') return true;
    // The faces first: should the collection itself not be deletable, no face stays in it.
    const faces = isSuccess(listed) ? (listedSchema.safeParse(listed.json).data?.faces ?? []) : [];
    for (const face of faces) {
      const id = fieldOf(face, 'face_id');
      if (id) await api.ask({ method: 'DELETE', path: `${path}/faces/${encodeURIComponent(String(id))}` });
    }
    await remove();
    return false;
  }

  return {
    name,
    path,
    remove,
    async cleanUp() {
      for (let tries = 1; tries <= MOST_CLEANING_TRIES; tries += 1) {
        if (await clean().catch(() => false)) return null;
        await sleep(CLEANING_PAUSE_MS);
      }
      return `the collection ${name} could not be deleted: ask iLive to delete it`;
    },
  };
}
