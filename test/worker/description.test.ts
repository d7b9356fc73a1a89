import { exports } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import committed from '../../docs/openapi.json';
import { send } from '../support/customer.ts';

const fetched = (path: string) => exports.default.fetch(`https://kyc.test${path}`);

describe('GET /openapi.json', () => {
  it('is open to all, and is what was committed', async () => {
    const { status, headers, body } = await send('GET', '/openapi.json', { as: 'nobody' });
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('public, max-age=300');
    expect(body).toEqual(committed);
  });
});

describe('GET /docs', () => {
  it('is a page that loads nothing but our own files, and each of them is there', async () => {
    const page = await fetched('/docs');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=UTF-8');
    const policy = page.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe-eval|unsafe-inline'?; *script|https?:/);
    const html = await page.text();
    expect(html).not.toMatch(/<script(?![^>]* src=)|<style| on\w+=|https?:/);
    const files = [...html.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)].map(([, path]) => path!);
    expect(files.length).toBeGreaterThan(3);
    for (const path of files) {
      const file = await fetched(path);
      expect({ path, status: file.status }).toEqual({ path, status: 200 });
      expect(file.headers.get('x-content-type-options')).toBe('nosniff');
      expect(file.headers.get('content-type')).toMatch(/^(text\/(css|javascript)|image\/png)/);
      await file.arrayBuffer();
    }
  });

  it('has no other files', async () => {
    for (const path of ['/docs/nothing.js', '/docs/package.json', '/docs/..%2f..%2fpackage.json']) {
      const answer = await send('GET', path, { as: 'nobody' });
      expect({ path, status: answer.status, code: answer.body.code }).toEqual({
        path,
        status: 404,
        code: 'not_found',
      });
    }
    expect((await send('POST', '/docs', { as: 'nobody' })).body.code).toBe('method_not_allowed');
  });
});
