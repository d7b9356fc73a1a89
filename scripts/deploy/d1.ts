/** The database of a deployment. */
import { z } from 'zod';
import { resourceNames } from './choices.ts';
import { PERMISSIONS, type Target } from './target.ts';

const databaseSchema = z.object({ uuid: z.string(), name: z.string(), jurisdiction: z.string().nullish() });
const rowsSchema = z.array(z.object({ results: z.array(z.object({ name: z.string() })) }));
const permission = PERMISSIONS.d1;

/** A database that was found. */
export type Database = {
  readonly id: string;
  readonly jurisdiction: string | null;
  /** The file names of the migrations that it has. */
  readonly migrations: readonly string[];
};

/** Finds the database by its name. */
export async function findDatabase(target: Target): Promise<Database | null> {
  const { api, accountId, choices } = target;
  const { database: name } = resourceNames(choices);
  const path = `/accounts/${accountId}/d1/database`;
  const query = `?name=${encodeURIComponent(name)}&per_page=100`;
  // The filter finds every name that contains this one, and the list leaves out the jurisdiction.
  const listed = await api.call({ path: `${path}${query}`, permission, schema: z.array(databaseSchema) });
  const one = listed.find((database) => database.name === name);
  if (one === undefined) return null;
  const details = await api.call({ path: `${path}/${one.uuid}`, permission, schema: databaseSchema });
  const { uuid: id, jurisdiction = null } = details;
  return { id, jurisdiction, migrations: await migrationsOf(target, id) };
}

/** Creates the database in the deployment's jurisdiction. @returns its id */
export async function createDatabase({ api, accountId, choices }: Target): Promise<string> {
  const { jurisdiction } = choices;
  const { uuid } = await api.call({
    path: `/accounts/${accountId}/d1/database`,
    permission,
    method: 'POST',
    json: { name: resourceNames(choices).database, ...(jurisdiction === undefined ? {} : { jurisdiction }) },
    schema: databaseSchema,
  });
  return uuid;
}

async function migrationsOf({ api, accountId }: Target, id: string): Promise<readonly string[]> {
  const path = `/accounts/${accountId}/d1/database/${id}/query`;
  const namesOf = async (sql: string) => {
    const [answer] = await api.call({ path, permission, method: 'POST', json: { sql }, schema: rowsSchema });
    return answer?.results.map(({ name }) => name) ?? [];
  };
  // Wrangler makes the table with the first migration.
  const tables = await namesOf("SELECT name FROM sqlite_master WHERE name = 'd1_migrations'");
  return tables.length === 0 ? [] : namesOf('SELECT name FROM d1_migrations ORDER BY name');
}
