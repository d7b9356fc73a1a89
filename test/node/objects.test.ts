/** In which jurisdiction objects are asked for. workerd knows none, so the namespaces here write down what they are asked. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { JURISDICTIONS } from '../../src/platform/jurisdiction.ts';
import {
  applicantById,
  applicantObjectId,
  applicantOf,
  figuresOf,
  idempotencyKeyOf,
  rateLimiterOf,
} from '../../src/platform/objects.ts';

/** A namespace, or its part in a jurisdiction, whose answers say how they were come by. */
function namespaceOf(path: string): unknown {
  return {
    jurisdiction: (name: unknown) => namespaceOf(`${path} in ${name}`),
    getByName: (name: string) => `${path}, ${name}`,
    idFromName: (name: string) => `${path}, id of ${name}`,
    idFromString: (id: string) => `${path}, id ${id}`,
    get: (id: string) => `${path}, object of (${id})`,
  };
}

const NAMESPACES = ['APPLICANTS', 'RATE_LIMITER', 'IDEMPOTENCY_KEYS', 'FIGURES'];
const envOf = (JURISDICTION?: unknown) =>
  ({
    ...Object.fromEntries(NAMESPACES.map((name) => [name, namespaceOf(name)])),
    ...(JURISDICTION === undefined ? {} : { JURISDICTION }),
  }) as unknown as Env;

/** Every way to an object. */
const asked = (env: Env) => [
  applicantOf(env, 'ada'),
  applicantObjectId(env, 'ada'),
  applicantById(env, 'f00'),
  rateLimiterOf(env, 'key'),
  idempotencyKeyOf(env, 'caller key'),
  figuresOf(env),
];

describe('the stubs of objects', () => {
  it.each(JURISDICTIONS)('are all of the jurisdiction %s when it is set', (name) => {
    expect(asked(envOf(name))).toEqual([
      `APPLICANTS in ${name}, ada`,
      `APPLICANTS in ${name}, id of ada`,
      `APPLICANTS in ${name}, object of (APPLICANTS in ${name}, id f00)`,
      `RATE_LIMITER in ${name}, key`,
      `IDEMPOTENCY_KEYS in ${name}, caller key`,
      `FIGURES in ${name}, figures`,
    ]);
  });

  it.each([undefined, ''])('are of the whole namespace when JURISDICTION is %j', (unset) => {
    expect(asked(envOf(unset))).toEqual([
      'APPLICANTS, ada',
      'APPLICANTS, id of ada',
      'APPLICANTS, object of (APPLICANTS, id f00)',
      'RATE_LIMITER, key',
      'IDEMPOTENCY_KEYS, caller key',
      'FIGURES, figures',
    ]);
  });

  it.each(['EU', ' eu', 'de', 'fedramp-high', 'toString', 0, null])('are none when it is %j', (wrong) => {
    const env = envOf(wrong);
    for (const ask of [
      () => applicantOf(env, 'ada'),
      () => applicantObjectId(env, 'ada'),
      () => applicantById(env, 'f00'),
      () => rateLimiterOf(env, 'key'),
      () => idempotencyKeyOf(env, 'caller key'),
    ])
      expect(ask).toThrow('JURISDICTION must be one of');
  });
});

describe('the namespaces', () => {
  const root = join(import.meta.dirname, '../..');
  const bound = [
    ...readFileSync(join(root, 'wrangler.toml'), 'utf8').matchAll(/\]\]\nname = "(\w+)"\nclass_name/g),
  ];

  it('are these four', () => {
    expect(bound.map(([, name]) => name)).toEqual(NAMESPACES);
  });

  it('are read in one file, whatever the way of reading them', () => {
    const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((path) =>
      /\.tsx?$/.test(path),
    );
    const ways = new RegExp(`\\b(${NAMESPACES.join('|')}|idFromName|idFromString|newUniqueId|getByName)\\b`);
    const readers = sources.filter((path) => ways.test(readFileSync(join(root, 'src', path), 'utf8')));
    expect(readers.toSorted()).toEqual(['env.d.ts', 'platform/objects.ts']);
  });
});
