/**
 * The credentials that a test file has made or seen: keys, secrets, links, cookies, form tokens. After each file none of
 * them may stand in what the service has said.
 */
import { readFile } from 'node:fs/promises';
import type { Page, Response } from 'playwright-core';

/** A shorter text could stand in the output by chance. */
const LEAST_LENGTH = 20;
/** Parts of addresses by which somebody acts: a link, a way back, a token of iLive's page. */
const IN_ADDRESS = [/\/onboarding\/open\/([^/?#]+)/, /\/return\/([^/?#]+)/, /[?&]token=([^&#]+)/];
const IN_FORM = /name="(?:form_token|token)" value="([^"]+)"/g;

const made = new Map<string, string>();
const reading: Promise<void>[] = [];

/** Remembers one. Those too short to be told apart from other text are left out. */
export function noteCredential(kind: string, value: string): void {
  if (value.length >= LEAST_LENGTH) made.set(value, kind);
}

/** Remembers all that stand in an address. */
export function noteAddress(address: string): void {
  for (const pattern of IN_ADDRESS) {
    const found = pattern.exec(address)?.[1];
    if (found !== undefined) noteCredential('address', found);
  }
}

/** Remembers what a page is given from now on. */
export function noteCredentialsOf(page: Page): void {
  page.on('request', (request) => noteAddress(request.url()));
  page.on('response', (response) => {
    reading.push(noteResponse(response));
  });
}

async function noteResponse(response: Response): Promise<void> {
  const cookies = (await response.headersArray()).filter(({ name }) => name.toLowerCase() === 'set-cookie');
  for (const { value } of cookies) noteCredential('cookie', /=([^;]*)/.exec(value)?.[1] ?? '');
  if (response.request().resourceType() !== 'document' || response.status() >= 300) return;
  for (const [, token = ''] of (await response.text()).matchAll(IN_FORM)) noteCredential('form', token);
}

/**
 * Looks for all of them in what the service has said.
 * @param logFile what it has said
 * @returns the kinds of those that stand there, and how many were looked for
 */
export async function leakedCredentials(logFile: string): Promise<{ leaked: string[]; looked: number }> {
  // A page that has gone on before its answer was read has told the credential to nobody but the browser.
  await Promise.allSettled(reading);
  const said = await readFile(logFile, 'utf8');
  const leaked = [...made].flatMap(([value, kind]) =>
    said.includes(value.slice(-LEAST_LENGTH)) ? [kind] : [],
  );
  return { leaked, looked: made.size };
}
