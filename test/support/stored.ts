/** What is stored, in a form that can be compared. */
import { env } from 'cloudflare:workers';

/** Counts and sums over D1 and R2, and how long the logs of these users are (null: no applicant). */
export async function countStored(users: readonly string[]) {
  const query = `SELECT (SELECT count(*) FROM applicants) AS applicants, (SELECT coalesce(sum(head_seq), 0) FROM applicants) AS seqs,
    (SELECT count(*) FROM sessions) AS sessions,
    (SELECT count(*) FROM reasons) AS reasons`;
  const [records, pictures, logs] = await Promise.all([
    env.DB.prepare(query).first(),
    countPictures(),
    Promise.all(users.map(async (user) => (await env.APPLICANTS.getByName(user).read())?.seq ?? null)),
  ]);
  return { records, pictures, logs };
}

async function countPictures(): Promise<number> {
  let count = 0;
  for (let cursor: string | undefined; ; ) {
    const page: R2Objects = await env.PHOTOS.list(cursor === undefined ? {} : { cursor });
    count += page.objects.length;
    if (!page.truncated) return count;
    ({ cursor } = page);
  }
}
