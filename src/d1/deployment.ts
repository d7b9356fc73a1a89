/** What D1 knows of the deployment as a whole: the migrations that it has, and where its data lies. */
import { z } from 'zod';
import { canonicalJson } from '#src/platform/canonical-json.ts';
import { log } from '#src/platform/log.ts';
import { createTextMacs } from '#src/platform/text-mac.ts';

const migrationSchema = z.object({ name: z.string() });
const deploymentSchema = z.object({
  jurisdiction: z.string().nullable(),
  mac: z.string(),
  mac_key: z.string(),
});
type Recorded = z.infer<typeof deploymentSchema>;

const READ = 'SELECT jurisdiction, mac, mac_key FROM deployment WHERE id = 1';
/** Replaces only the record that was read: two isolates may write at once, and one of them is right. */
const WRITE = `INSERT INTO deployment (id, jurisdiction, mac, mac_key) VALUES (1, ?1, ?2, ?3)
  ON CONFLICT (id) DO UPDATE SET jurisdiction = excluded.jurisdiction, mac = excluded.mac, mac_key = excluded.mac_key
  WHERE deployment.mac = ?4`;

/** The access to what D1 knows of the deployment. */
export type DeploymentRecords = ReturnType<typeof createDeploymentRecords>;

/**
 * Makes the access. All methods throw when D1 cannot be reached.
 * @param dataKeys 32 bytes each: the current `DATA_KEY`, and during its rotation the previous one
 */
export function createDeploymentRecords(db: D1Database, dataKeys: Parameters<typeof createTextMacs>[0]) {
  const macs = createTextMacs(dataKeys, 'deployment_mac');
  const textOf = (jurisdiction: string | null) => canonicalJson({ jurisdiction });
  const isGenuine = (record: Recorded) => macs.isRight(textOf(record.jurisdiction), record);
  const recorded = async () => deploymentSchema.nullable().parse(await db.prepare(READ).first());

  async function write(jurisdiction: string | null, before: Recorded | null): Promise<void> {
    const { mac, mac_key } = macs.make(textOf(jurisdiction));
    const values = [jurisdiction, mac, mac_key, before?.mac ?? null];
    await db
      .prepare(WRITE)
      .bind(...values)
      .run();
  }

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
     * Returns the jurisdiction that the data was created in, null for none. The first call ever records the given one. A
     * record that the service did not write counts as none and is replaced: it must not be able to stop the service.
     * @param given what the settings say
     */
    async recordedJurisdiction(given: string | null): Promise<string | null> {
      const known = await recorded();
      const isOurs = known !== null && isGenuine(known);
      if (isOurs && known.mac_key === macs.keyId) return known.jurisdiction;
      if (known !== null && !isOurs) log('error', 'deployment_record_altered', { table: 'deployment' });
      // Under the previous key it is written again, so that it outlives that key.
      await write(isOurs ? known.jurisdiction : given, known);
      const written = await recorded();
      return written !== null && isGenuine(written) ? written.jurisdiction : given;
    },
  };
}
