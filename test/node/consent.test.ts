import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/config.ts';
import type { Command } from '../../src/core/commands.ts';
import { creates, createsWithPhoto, given, opens, reports } from '../support/given-when-then.ts';
import { testSettings } from '../support/test-settings.ts';

const agrees = (version: string, givenAt = '2026-11-22T12:00:00.000Z'): Command => ({
  type: 'record_consent',
  consent: { version, givenAt },
});

describe('consent on our own page', () => {
  it('names a version that a form can send back as it is', () => {
    const parsed = parseConfig({ ...testSettings, CONSENT_VERSION: ' 2026-11\n' });
    expect(parsed).toMatchObject({ ok: true, value: { CONSENT_VERSION: '2026-11' } });
  });

  it.each([
    ['before the ID photo', [creates()]],
    ['before liveness', [...createsWithPhoto()]],
  ])('is recorded %s', (_, before) => {
    given(...before)
      .when(agrees('1'))
      .then({ events: ['consent_recorded'] });
  });

  it('is recorded once for each version', () => {
    given(creates(), agrees('1')).when(agrees('1', '2026-11-22T13:00:00.000Z')).then({ events: [] });
    given(creates(), agrees('1'))
      .when(agrees('2'))
      .then({ events: ['consent_recorded'] });
  });

  it('comes too late once the checks run', () => {
    given(...createsWithPhoto(), opens(), reports('pass'))
      .when(agrees('1'))
      .then({ refusal: { code: 'wrong_status', status: 'verifying' } });
  });
});
