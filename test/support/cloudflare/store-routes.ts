/** The API's routes for D1 and R2. */
import { randomUUID } from 'node:crypto';
import type { Account, Bucket } from './account.ts';
import { type ApiCall, jsonOf, ok, type Route, refused } from './answer.ts';
import type { Runtime } from './runtime.ts';

/** Makes the routes. */
export function storeRoutes(account: Account, runtime: () => Runtime): readonly Route[] {
  const databaseOf = (key: string | undefined) =>
    account.databases.find(({ uuid, name }) => uuid === key || name === key);
  const noDatabase = refused(404, 7404, 'The database could not be found');
  /** Buckets are looked for in the jurisdiction of the header alone. */
  const place = ({ headers }: ApiCall) => String(headers['cf-r2-jurisdiction'] ?? 'default');
  const bucketOf = (call: ApiCall): Bucket | undefined =>
    account.buckets.find(({ name, jurisdiction }) => name === call.params[0] && jurisdiction === place(call));
  const noBucket = refused(404, 10006, 'The specified bucket does not exist.');

  return [
    [
      'GET',
      /^\/d1\/database$/,
      ({ query }) => {
        const found = account.databases.filter(({ name }) => name.includes(query.get('name') ?? ''));
        // As the API's list, which leaves out the jurisdiction.
        const listed =
          Number(query.get('page') ?? 1) > 1 ? [] : found.map(({ uuid, name }) => ({ uuid, name }));
        return ok(listed, {
          result_info: { page: 1, per_page: 100, count: listed.length, total_count: found.length },
        });
      },
    ],
    [
      'POST',
      /^\/d1\/database$/,
      async (call) => {
        const { name, jurisdiction = null } = jsonOf(call);
        if (databaseOf(name)) return refused(400, 7502, 'Database with that name already exists');
        const database = { uuid: randomUUID(), name, jurisdiction };
        account.databases.push(database);
        await runtime().update();
        return ok(database);
      },
    ],
    [
      'GET',
      /^\/d1\/database\/([^/]+)$/,
      ({ params }) => {
        const database = databaseOf(params[0]);
        return database ? ok(database) : noDatabase;
      },
    ],
    [
      'POST',
      /^\/d1\/database\/([^/]+)\/query$/,
      async (call) => {
        const database = databaseOf(call.params[0]);
        if (!database) return noDatabase;
        const given = jsonOf(call);
        const results = [];
        for (const { sql, params = [] } of given.batch ?? [given])
          results.push(...(await runtime().query(database.uuid, sql, params)));
        return ok(results);
      },
    ],
    [
      'POST',
      /^\/r2\/buckets$/,
      (call) => {
        const { name } = jsonOf(call);
        const jurisdiction = place(call);
        if (bucketOf({ ...call, params: [name] })) return refused(409, 10004, 'The bucket already exists.');
        account.buckets.push({ name, jurisdiction, lockRules: [] });
        return ok({ name, jurisdiction });
      },
    ],
    [
      'GET',
      /^\/r2\/buckets\/([^/]+)$/,
      (call) => {
        const bucket = bucketOf(call);
        return bucket ? ok({ name: bucket.name, jurisdiction: bucket.jurisdiction }) : noBucket;
      },
    ],
    [
      'GET',
      /^\/r2\/buckets\/([^/]+)\/lock$/,
      (call) => {
        const bucket = bucketOf(call);
        return bucket ? ok({ rules: bucket.lockRules }) : noBucket;
      },
    ],
    [
      'PUT',
      /^\/r2\/buckets\/([^/]+)\/lock$/,
      (call) => {
        const bucket = bucketOf(call);
        if (!bucket) return noBucket;
        bucket.lockRules = jsonOf(call).rules;
        return ok({});
      },
    ],
  ];
}
