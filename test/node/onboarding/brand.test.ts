/** The operator's logo and colour: what can be read is taken, anything else is refused with the reason. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { brandStyles, contrastOf, parseBrand } from '../../../scripts/brand.ts';

const css = await readFile('assets/web/onboarding.css', 'utf8');
const stylesOf = (brand: object) => brandStyles(parseBrand(JSON.stringify(brand)), css);

describe('the contrast of two colours', () => {
  it.each([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    ['#767676', '#ffffff', 4.54],
    ['#777777', '#ffffff', 4.48],
    ['#0000ff', '#ffffff', 8.59],
  ])('%s and %s is that of WCAG', (one, other, ratio) => {
    expect(contrastOf(one, other)).toBeCloseTo(ratio, 2);
    expect(contrastOf(other, one)).toBeCloseTo(ratio, 2);
  });
});

it('names the file that is no JSON', () => {
  expect(() => parseBrand('{ logo: "logo.svg" }')).toThrow(/^deployments\/brand\/brand\.json is not JSON/);
});

describe('the operator’s style sheet', () => {
  it('says nothing without a brand', () => {
    expect(stylesOf({})).not.toContain('{');
  });

  it('sets the colour and, on it, the ink that can be read', () => {
    const styles = stylesOf({ accent: { light: '#7a1f5c', dark: '#ffb3e6' } });
    expect(styles).toContain(':root { --accent: #7a1f5c; --accent-ink: #ffffff; }');
    expect(styles).toContain('dark) { :root { --accent: #ffb3e6; --accent-ink: #0b1a3d; } }');
  });

  it('shows the logo as a picture of our own origin', () => {
    expect(stylesOf({ logo: 'logo.svg' })).toContain('url(/assets/logo.svg)');
  });

  it.each([
    [
      { light: '#ffcc00', dark: '#ffcc00' },
      /accent\.light #ffcc00 cannot be read on #f4f6f9: .* Choose a darker one/,
    ],
    [
      { light: '#1c4fd6', dark: '#1c4fd6' },
      /accent\.dark #1c4fd6 cannot be read on #0e141c: .* Choose a lighter one/,
    ],
    // Enough on white, too little on the tint of a box.
    [{ light: '#767676', dark: '#ffffff' }, /accent\.light #767676 cannot be read on #f4f6f9/],
  ])('refuses a colour that cannot be read: %j', (accent, message) => {
    expect(() => stylesOf({ accent })).toThrow(message);
  });

  it.each([
    { accent: { light: 'red', dark: '#ffffff' } },
    { accent: { light: '#123456' } },
    { accent: { light: '#12345g', dark: '#ffffff' } },
    { accent: { light: '#123456; } body { display: none', dark: '#ffffff' } },
    { logo: '../../.local/secrets.json' },
    { logo: 'logo.svg) } @import url(x' },
    { logo: 'onboarding.js' },
    { colour: '#123456' },
  ])('refuses what is no brand, and says where: %j', (brand) => {
    expect(() => stylesOf(brand)).toThrow(/deployments\/brand\/brand\.json: /);
  });
});
