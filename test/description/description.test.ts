import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { made } from '../../scripts/openapi-files.ts';
import { introduction } from '../../src/api/openapi/openapi-introduction.ts';
import { app } from '../../src/app.ts';
import { problemCodes } from '../../src/contract/problems.ts';
import { closingDecisions, reasonSchema } from '../../src/core/reasons.ts';

type Answer = { headers: object; content?: Record<string, { examples?: object }> };
type Operation = {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  security: Record<string, string[]>[];
  parameters?: { $ref?: string }[];
  responses: Record<string, Answer>;
};
const files = await made();
const document = JSON.parse(files[0]!.text);
const operations = Object.entries<Record<string, Operation>>(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, ...operation })),
);

describe('the description', () => {
  it.each(files)('is committed as the routes make it: $path', async ({ path, text }) => {
    const committed = await readFile(path, 'utf8').catch(() => '');
    expect(committed === text, 'run: npm run openapi').toBe(true);
  });

  it('has nothing to mend by the rules that Redocly recommends', async () => {
    // As a user has it, but that nothing is asked or told on the internet.
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    const args = ['lint', 'docs/openapi.json', '--extends=recommended', '--format=json'];
    const { stdout } = await promisify(execFile)('redocly', args, { env, maxBuffer: 10_000_000 }).catch(
      (failed) => failed,
    );
    const { totals, problems } = JSON.parse(stdout);
    expect({ totals, problems }).toEqual({ totals: { errors: 0, warnings: 0, ignored: 0 }, problems: [] });
  });

  it('knows every route but those of pages', () => {
    const routed = app.routes
      .filter(
        ({ method, path }) =>
          method !== 'ALL' && !/^\/($|(docs|assets|favicon|review|onboarding)\b)/.test(path),
      )
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    const described = operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect(described.sort()).toEqual([...new Set(routed)].sort());
  });

  it('says of each what it is for, who may call it, and what else may come of it', () => {
    const tags = document.tags.map((tag: { name: string }) => tag.name);
    for (const { path, method, summary, description, security, responses, ...rest } of operations) {
      expect(summary.length).toBeGreaterThan(3);
      expect(description).toMatch(/\.$/);
      expect(tags).toEqual(expect.arrayContaining(rest.tags));
      const [scopes] = security.map((scheme) => scheme.apiKey);
      expect(scopes === undefined).toBe(!/^\/(v1\/|status$|metrics$)/.test(path));
      if (scopes) expect(description).toContain(`scope \`${scopes[0]}\``);
      const keyed = method === 'post' && path.startsWith('/v1/');
      const named = rest.parameters?.map((parameter) => parameter.$ref) ?? [];
      expect(named.includes('#/components/parameters/IdempotencyKey')).toBe(keyed);
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['429', '500', '503']));
      if (scopes) expect(Object.keys(responses)).toEqual(expect.arrayContaining(['400', '401', '403']));
      for (const { headers } of Object.values(responses)) expect(headers).toHaveProperty('X-Request-Id');
    }
  });

  it('shows each problem where it can come up, with an example of its own', () => {
    const examples = operations.flatMap(({ responses }) =>
      Object.values(responses).flatMap(({ content }) =>
        Object.keys(content?.['application/problem+json']?.examples ?? {}),
      ),
    );
    // Of no route: it is of methods that no route has.
    const elsewhere = 'method_not_allowed';
    expect([...new Set(examples)].sort()).toEqual(problemCodes.filter((code) => code !== elsewhere).sort());
    expect(document.components.schemas.ProblemCode.enum).toEqual(problemCodes);
  });

  it('introduces each status, and each reason with what a reviewer may do about it', () => {
    const { schemas } = document.components;
    const rows: string[][] = introduction
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').map((cell) => cell.trim()));
    const named = (cell: string) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name!);
    const introduced = rows.flatMap((row) => named(row[1]!));
    expect(introduced).toEqual(expect.arrayContaining([...schemas.Status.enum, ...schemas.Reason.enum]));
    const forReviewers = rows.filter((row) => row[2]!.includes('review'));
    expect(forReviewers).not.toEqual([]);
    for (const row of forReviewers) {
      for (const reason of reasonSchema.options.filter((it) => named(row[1]!).includes(it))) {
        expect({ reason, may: named(row[3]!).sort() }).toEqual({
          reason,
          may: [...closingDecisions([reason])].sort(),
        });
      }
    }
  });

  it('tells of the notifications', () => {
    expect(Object.keys(document.webhooks)).toEqual([
      'applicant.created',
      'applicant.awaiting_id_photo',
      'applicant.awaiting_liveness',
      'applicant.in_review',
      'applicant.review_overdue',
      'applicant.approved',
      'applicant.rejected',
      'applicant.erased',
    ]);
    for (const { post } of Object.values<{ post: { parameters: { name: string }[] } }>(document.webhooks)) {
      const names = post.parameters.map(({ name }) => name);
      expect(names).toEqual(['webhook-id', 'webhook-timestamp', 'webhook-signature']);
    }
  });
});
