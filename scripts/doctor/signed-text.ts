/** The ways in which a webhook may be signed, and which of them fits a delivery. */
import { createHmac } from 'node:crypto';
import { verifyDelivery } from '#src/ilive/webhook.ts';

/** A webhook as it arrived. */
export type Received = {
  readonly body: Uint8Array;
  readonly signature: string | null;
  readonly timestamp: string | null;
  readonly webhookId: string | null;
  /** Ms since the epoch. */
  readonly receivedAtMs: number;
};

type TextOf = (parts: Parts) => Buffer;
type KeyOf = (secret: string) => Buffer;
type Parts = { readonly time: string; readonly id: string; readonly body: Uint8Array };

const joined = (separator: string, ...parts: readonly (string | Uint8Array)[]) =>
  Buffer.concat(parts.flatMap((part, n) => [Buffer.from(n === 0 ? '' : separator), Buffer.from(part)]));

/** What can be signed, by a name that says it. The names of parts are those of the headers. */
const TEXTS: Readonly<Record<string, TextOf>> = {
  '<timestamp>.<body>': ({ time, body }) => joined('.', time, body),
  '<body>': ({ body }) => joined('', body),
  '<timestamp><body>': ({ time, body }) => joined('', time, body),
  '<timestamp>:<body>': ({ time, body }) => joined(':', time, body),
  '<timestamp>|<body>': ({ time, body }) => joined('|', time, body),
  '<timestamp>\\n<body>': ({ time, body }) => joined('\n', time, body),
  '<body>.<timestamp>': ({ time, body }) => joined('.', body, time),
  '<body><timestamp>': ({ time, body }) => joined('', body, time),
  'v0:<timestamp>:<body>': ({ time, body }) => joined(':', 'v0', time, body),
  '<webhook id>.<body>': ({ id, body }) => joined('.', id, body),
  '<webhook id>.<timestamp>.<body>': ({ time, id, body }) => joined('.', id, time, body),
  '<timestamp>.<webhook id>.<body>': ({ time, id, body }) => joined('.', time, id, body),
  '<webhook id>:<timestamp>:<body>': ({ time, id, body }) => joined(':', id, time, body),
};

const bytesOf = (secret: string) => Buffer.from(secret);

/** How the secret becomes a key. */
const KEYS: Readonly<Record<string, KeyOf>> = {
  'as text': bytesOf,
  'decoded from hex': (secret) => Buffer.from(secret, 'hex'),
  'decoded from base64': (secret) => Buffer.from(secret, 'base64'),
  'without its prefix, decoded from base64': (secret) =>
    Buffer.from(secret.replace(/^[a-z]+_/, ''), 'base64'),
  'without its prefix, as text': (secret) => Buffer.from(secret.replace(/^[a-z]+_/, '')),
};

/** The way that fits. `isOurText`, `isOurKey`: whether it is the way in which the service verifies. */
export type Construction = {
  readonly text: string;
  readonly key: string;
  readonly isOurText: boolean;
  readonly isOurKey: boolean;
};

/** How many ways are tried. */
export const CONSTRUCTIONS = Object.keys(TEXTS).length * Object.keys(KEYS).length;

/** Finds the way in which a delivery was signed. @returns null if none of them fits */
export function findConstruction(received: Received, secret: string): Construction | null {
  const { body, timestamp, webhookId } = received;
  const parts = { time: timestamp ?? '', id: webhookId ?? '', body };
  for (const [text, textOf] of Object.entries(TEXTS)) {
    for (const [key, keyOf] of Object.entries(KEYS)) {
      if (!isSignedWith(received, textOf(parts), keyOf(secret))) continue;
      return { text, key, isOurText: isOurText(textOf), isOurKey: isOurKey(keyOf) };
    }
  }
  return null;
}

/** In hex of any case, or in either base64. */
function isSignedWith({ signature }: Received, text: Buffer, key: Buffer): boolean {
  if (key.length === 0 || signature === null) return false;
  const digest = createHmac('sha256', key).update(text).digest();
  const written = [digest.toString('base64'), digest.toString('base64url')];
  return (
    signature.toLowerCase().includes(digest.toString('hex')) ||
    written.some((form) => signature.includes(form))
  );
}

const isOurText = (textOf: TextOf) => Object.values(KEYS).some((keyOf) => isOurs(textOf, keyOf));
const isOurKey = (keyOf: KeyOf) => Object.values(TEXTS).some((textOf) => isOurs(textOf, keyOf));

/** Asks the service itself whether it verifies in that way, so that its way is known in one place only. */
function isOurs(textOf: TextOf, keyOf: KeyOf): boolean {
  // Of hex digits, so that no decoding of it gives what the text gives.
  const secret = '00112233445566778899aabbccddeeff';
  const parts = { time: '1700000000', id: 'an-id', body: Buffer.from('{}') };
  const signature = `sha256=${createHmac('sha256', keyOf(secret)).update(textOf(parts)).digest('hex')}`;
  const delivery = { body: parts.body, signature, timestamp: parts.time };
  return verifyDelivery(delivery, [secret], 1, Number(parts.time) * 1_000) === 'valid';
}
