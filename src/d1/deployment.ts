/** What D1 knows of the deployment as a whole: the migrations that it has, and where its data lies. */
import { z } from 'zod';

const migrationSchema = z.object({ name: z.string() });
const deploymentSchema = z.object({ jurisdiction: z.string().nullable() });

/** The access to what D1 knows of the deployment. */
export type DeploymentRecords = ReturnType<typeof createDeploymentRecords>;

/** Makes the access. All methods throw when D1 cannot be reached. */
export function createDeploymentRecords(db: D1Database) {
  const recorded = async () =>
    deploymentSchema
      .nullable()
      .parse(await db.prepare('SELECT jurisdiction FROM deployment WHERE id = 1').first());

  return {
    /** Returns the file name of the newest migration that was applied, such as `0001_schema.sql`; null for none. */
    async newestMigration(): Promise<string | null> {
      try {
        const row = await db.prepare('SELECT name FROM d1_migrations ORDER BY name DESC LIMIT 1').first();
        return migrationSchema.nullable().parse(row)?.name ?? null;
      } catch (error) {
        // Wrangler makes the table with the first migration.
        if (String(error).includes('no such table')) return null;
        throw error;
      }
    },

    /**
     * Returns the jurisdiction that the data was created in, null for none. The first call ever records the given one.
     * @param given what the settings say
     */
    async recordedJurisdiction(given: string | null): Promise<string | null> {
      const known = await recorded();
      if (known !== null) return known.jurisdiction;
      // Two isolates may be first; one of them is recorded.
      await db
        .prepare('INSERT INTO deployment (id, jurisdiction) VALUES (1, ?) ON CONFLICT DO NOTHING')
        .bind(given)
        .run();
      return (await recorded())?.jurisdiction ?? null;
    },
  };
}
