/** Starts the example: `npm run example`, next to a running `npm start`. */
import { serve } from '@hono/node-server';
import { createBackend } from './backend.ts';
import { createKyc } from './kyc.ts';

const port = Number(process.env.PORT ?? 8788);
const kyc = createKyc({ url: setting('KYC_URL'), apiKey: setting('KYC_API_KEY') });
const backend = createBackend({
  kyc,
  notifySecret: setting('KYC_NOTIFY_SECRET'),
  redirectUrl: process.env.KYC_REDIRECT_URL,
});

serve({ fetch: backend.fetch, hostname: '127.0.0.1', port }, () => {
  console.log(`example backend on http://127.0.0.1:${port}`);
});

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; npm start writes it to .local/backend.env`);
  return value;
}
