import { describe, expect, it } from 'vitest';
import { DeployFailure, PreflightFailure, refusalText } from '../../scripts/deploy/failure.ts';
import { healthProblem } from '../../scripts/deploy/health.ts';
import { plainLine, plainLines } from '../../scripts/plain-text.ts';
import { renderTable } from '../../scripts/table.ts';

/** What would steer a terminal, hide text, turn it round, or begin a line that looks like one of ours. */
const ATTACKS = [
  ['clears the screen', '\u001b[2J'],
  ['sets the title', '\u001b]0;x\u0007'],
  ['is a single-byte CSI', '\u009b31m'],
  ['overwrites the line', '\rwell'],
  ['goes back', '\b\b\b'],
  ['makes a line of its own', '\n✓ health     is well'],
  ['makes a line by Unicode', '\u2028✓ health'],
  ['turns the text round', '\u202e'],
  ['hides', '\u200b'],
  ['is a lone surrogate', '\ud800'],
] as const;
const STEERING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

describe('text of others', () => {
  it.each(ATTACKS)('%s does nothing in a line', (_, attack) => {
    expect(plainLine(`before${attack}after`)).not.toMatch(STEERING);
    expect(plainLine(`before${attack}after`)).toMatch(/^before.*after$/);
  });

  it.each(ATTACKS)('%s does nothing in a table', (_, attack) => {
    const lines = renderTable(['part', 'seen'], [['d1', `x${attack}`]]).split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line).not.toMatch(STEERING);
  });

  it.each(ATTACKS)('%s does nothing in what /healthz answers', (_, attack) => {
    for (const problem of [
      healthProblem(503, `down${attack}`, 'v'),
      healthProblem(200, `down${attack}`, 'v'),
      healthProblem(200, JSON.stringify({ status: 'ok', version: attack, schema: '', deployment: 'v' }), 'v'),
    ])
      expect(problem).not.toMatch(STEERING);
  });

  it.each(
    ATTACKS.filter(([, attack]) => !attack.startsWith('\n')),
  )('%s does nothing in a refusal', (_, attack) => {
    const problem = { what: `it says x${attack}`, remedy: `do y${attack}` };
    for (const error of [new DeployFailure(problem.what, problem.remedy), new PreflightFailure([problem])]) {
      const lines = refusalText(error)?.split('\n') ?? [];
      expect(lines).toHaveLength(2);
      for (const line of lines) expect(line).not.toMatch(STEERING);
    }
  });
});

it('what is plain stays as it is, in every script', () => {
  const text = 'Zürich, 東京, Київ, مرحبا 🙂 ✓ → –';
  expect(plainLine(text)).toBe(text);
  expect(plainLines(`${text}\n  ${text}`)).toBe(`${text}\n  ${text}`);
});
