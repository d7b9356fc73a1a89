import { applyD1Migrations } from 'cloudflare:test';
import { env } from 'cloudflare:workers';

await applyD1Migrations(env.DB, env.MIGRATIONS);
// Where the sandbox stands behind the tests, it forgets the last file's faces.
await fetch('https://ilive.test/sandbox/state', { method: 'DELETE' }).catch(() => {});
