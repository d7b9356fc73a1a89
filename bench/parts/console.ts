/** What the page of a case that the reviewer has costs the service, over a plain read of the same applicant. */
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type Findings, fixed, type Part, table } from '../report.ts';
import { startIliveStub } from '../support/ilive-stub.ts';
import { stepsOf, userNamed } from '../support/onboard.ts';
import { FIRST_PORT, startService } from '../support/service.ts';
import { median, quantile } from '../support/stats.ts';

const ROUNDS = 300;
/** The first ones also pay for warming up, and for fetching the team's keys. */
const WARM_UP = 50;
const MOST = 2;
const PORT_OF_ACCESS = FIRST_PORT + 2;

/** The part. */
export const consolePage: Part = { title: 'Console', run };

async function run(): Promise<Findings> {
  const access = await startAccess();
  const stub = await startIliveStub({ port: FIRST_PORT, latencyMs: 0 });
  const settings = { ACCESS_TEAM_DOMAIN: access.url };
  const service = await startService({ port: FIRST_PORT + 1, iliveUrl: stub.url, settings });
  try {
    const { create, upload, start, verdict } = stepsOf(service, stub);
    const user = userNamed('review', 1);
    for (const step of [create, upload, start, verdict(1, 'pass')]) await step(user);
    while ((await service.customer.read(user)).status !== 'in_review') await new Promise(setImmediate);
    const cookie = `CF_Authorization=${await access.token(service.secrets.accessAud)}`;
    const key = { authorization: `Bearer ${service.secrets.keys.backend}` };
    const read = () => timed(`${service.serviceUrl}/v1/applicants/${user}`, key);
    const page = () => timed(`${service.serviceUrl}/review/applicants/${user}`, { cookie });
    const [reads, pages]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
      // Whichever comes second might find things warmer.
      for (const side of round % 2 === 0 ? [0, 1] : [1, 0])
        if (side === 0) reads.push(await read());
        else pages.push(await page());
    }
    const [read50, page50] = [reads.slice(WARM_UP), pages.slice(WARM_UP)].map(median);
    const ratio = (page50 ?? Number.NaN) / (read50 ?? Number.NaN);
    const rowOf = (name: string, times: readonly number[]) => [
      name,
      fixed(median(times), 1),
      fixed(quantile(times, 0.95), 1),
    ];
    return {
      figures: [
        {
          what: 'the page of a case that the reviewer has, over a read of the same applicant, median',
          value: fixed(ratio, 2),
          goal: `at most ${MOST}`,
          met: ratio <= MOST,
        },
      ],
      notes: [
        `${ROUNDS} of each in turn, from the request to the last byte of its answer, one after the other, without pictures.`,
        '',
        table(
          ['', 'ms, median', 'ms, 95 %'],
          [
            rowOf('GET /v1/applicants/{user_id}', reads.slice(WARM_UP)),
            rowOf('GET /review/applicants/{user_id}', pages.slice(WARM_UP)),
          ],
        ),
      ].join('\n'),
    };
  } finally {
    await service.stop();
    await stub.close();
    await access.close();
  }
}

async function timed(url: string, headers: Record<string, string>): Promise<number> {
  const from = performance.now();
  const answer = await fetch(url, { headers });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${text}`);
  return performance.now() - from;
}

/** A team at Cloudflare Access: answers with its key, and signs a reviewer's token. */
async function startAccess() {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }] };
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(keys));
  });
  await new Promise<void>((resolve) => server.listen(PORT_OF_ACCESS, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${PORT_OF_ACCESS}`;
  return {
    url,
    token: (audience: string) =>
      new SignJWT({ email: 'bench@example.com' })
        .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
        .setIssuer(url)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(privateKey),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
