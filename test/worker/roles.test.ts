/** What each role opens: every route of the reviewers, with keys whose role comes by `key:<name>` and by `person`. */
import { describe, expect, it } from 'vitest';
import document from '../../docs/openapi.json';
import type { Role } from '../../src/config/team.ts';
import { createTeam, type TeamKey } from '../support/team-keys.ts';

const ROLES: readonly (Role | 'none')[] = ['reviewer', 'senior', 'auditor', 'supervisor', 'none'];
const DECIDE: readonly string[] = ['reviewer', 'senior'];
const READ: readonly string[] = ['reviewer', 'senior', 'auditor', 'supervisor'];

/** The roles that open each route of the scope `reviews`. */
const OPENED_BY: Readonly<Record<string, readonly string[]>> = {
  'GET /v1/reviews': READ,
  'GET /v1/applicants/{user_id}/photos/{photo}': READ,
  'POST /v1/applicants/{user_id}/decisions': DECIDE,
  'POST /v1/applicants/{user_id}/claim': DECIDE,
  'DELETE /v1/applicants/{user_id}/claim': DECIDE,
  'POST /v1/applicants/{user_id}/notes': DECIDE,
  'DELETE /v1/applicants/{user_id}/proposal': DECIDE,
  'POST /v1/known-faces/duplicates/decisions': DECIDE,
};

const JSON_OF: Readonly<Record<string, object>> = {
  decisions: { decision: 'reject', ground: 'different_person', reviewer: 'r', seq: 1 },
  claim: { reviewer: 'r' },
  notes: { reviewer: 'r', note: 'seen' },
};

const PAIR = { user_id: 'nobody-1', other_user_id: 'nobody-2', decision: 'different', reviewer: 'r' };

/** A key for each role, by its own name and by its person. */
const keys = Object.fromEntries<TeamKey>(
  ROLES.flatMap((role) => [
    [`by-name-${role}`, {}],
    [`by-person-${role}`, { person: `${role}@Bank.example` }],
  ]),
);
const roles = Object.fromEntries(
  ROLES.flatMap((role) =>
    role === 'none'
      ? []
      : [
          [`key:by-name-${role}`, [role]],
          [`${role}@bank.example`, [role]],
        ],
  ),
);
const sendAs = createTeam(keys, roles);

function ask(sending: typeof sendAs, as: string, route: string) {
  const [method = '', path = ''] = route.split(' ');
  const there = path.replace('{user_id}', 'nobody-1').replace('{photo}', 'id');
  const json = path.includes('known-faces') ? PAIR : JSON_OF[path.split('/').at(-1) ?? ''];
  return sending(as, method, there, json && method === 'POST' ? { json } : {});
}

describe('roles', () => {
  it('every route of the scope stands in the table', () => {
    const routes = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).flatMap(([method, { security = [] }]: [string, any]) =>
        security.some(({ apiKey = [] }: { apiKey?: string[] }) => apiKey.includes('reviews'))
          ? [`${method.toUpperCase()} ${path}`]
          : [],
      ),
    );
    expect(Object.keys(OPENED_BY).toSorted()).toEqual(routes.toSorted());
  });

  const table = Object.keys(OPENED_BY).flatMap((route) =>
    Object.keys(keys).map((key) => ({ route, key, role: key.split('-').at(-1) ?? '' })),
  );
  it.each(table)('$route by $key', async ({ route, key, role }) => {
    const { status, body } = await ask(sendAs, key, route);
    const isOpen = OPENED_BY[route]?.includes(role);
    if (isOpen) expect(status).toBe(route === 'GET /v1/reviews' ? 200 : 404);
    else expect({ status, code: body.code }).toEqual({ status: 403, code: 'insufficient_scope' });
  });

  it('without the setting every key with the scope reads and decides', async () => {
    const anyone = createTeam({ anyone: {} });
    for (const route of Object.keys(OPENED_BY)) {
      expect((await ask(anyone as typeof sendAs, 'anyone', route)).status).not.toBe(403);
    }
  });

  it('a domain is no role of a key without a person, and the role of a person in it', async () => {
    const team = createTeam(
      { nameless: {}, anna: { person: 'anna@bank.example' } },
      {
        '*@bank.example': ['auditor'],
      },
    );
    expect((await team('nameless', 'GET', '/v1/reviews')).status).toBe(403);
    expect((await team('anna', 'GET', '/v1/reviews')).status).toBe(200);
    expect(
      (await team('anna', 'POST', '/v1/applicants/nobody-1/claim', { json: JSON_OF.claim })).status,
    ).toBe(403);
  });

  it('a role opens nothing without the scope', async () => {
    const team = createTeam({ reader: { scopes: ['read'], person: 'senior@bank.example' } }, roles);
    for (const route of Object.keys(OPENED_BY)) {
      expect((await ask(team as typeof sendAs, 'reader', route)).status).toBe(403);
    }
  });
});
