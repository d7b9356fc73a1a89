/**
 * The operator's logo and accent colour on the applicant's pages, out of `deployments/brand/brand.json`. A colour that
 * cannot be read on the pages' grounds is refused.
 */
import { z } from 'zod';

const COLOUR = z.string().regex(/^#[0-9a-f]{6}$/i, 'a colour is # and six hex digits');
const brandSchema = z.strictObject({
  /** The colour of buttons and links; `dark` is for screens that are dark. */
  accent: z.strictObject({ light: COLOUR, dark: COLOUR }).optional(),
  /** A file beside `brand.json`. */
  logo: z
    .string()
    .regex(/^[\w-]+\.(?:svg|png)$/, 'the logo is an SVG or PNG file beside brand.json')
    .optional(),
});
/** What `brand.json` holds. */
export type Brand = z.infer<typeof brandSchema>;

/** WCAG 2.2, 1.4.3: text and its ground. */
const LEAST_CONTRAST = 4.5;
/** A logo is loaded with each first page on a phone. */
export const MOST_LOGO_BYTES = 20_000;
/** What the accent colour stands on, and is written on, by its names in `onboarding.css`. */
const GROUNDS = ['ground', 'sheet', 'tint'] as const;
const INKS = ['#ffffff', '#0b1a3d'] as const;
const THEMES = ['light', 'dark'] as const;

/** Parses `brand.json`. @throws with what is wrong, in words for the operator */
export function parseBrand(text: string): Brand {
  const parsed = brandSchema.safeParse(jsonOf(text));
  if (!parsed.success) throw new Error(`deployments/brand/brand.json: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`deployments/brand/brand.json is not JSON: ${error}`);
  }
}

/**
 * Makes the style sheet that follows `onboarding.css`.
 * @param css `onboarding.css`, whose grounds the colours are compared with
 * @throws when a colour has too little contrast: which, with what, and how much
 */
export function brandStyles({ accent, logo }: Brand, css: string): string {
  const lines = ['/* The operator’s logo and colour: made from deployments/brand/brand.json. */'];
  if (accent) {
    const [light, dark] = THEMES.map((theme) => colours(accent[theme], groundsIn(css, theme), theme));
    lines.push(`:root { ${light} }`, `@media (prefers-color-scheme: dark) { :root { ${dark} } }`);
  }
  if (logo) {
    const image = `url(/assets/${logo}) 0 / contain no-repeat`;
    lines.push(`.brand::before { content: ""; display: block; block-size: 2rem; background: ${image}; }`);
    lines.push(`[dir="rtl"] .brand::before { background-position: right; }`);
  }
  return `${lines.join('\n')}\n`;
}

function colours(accent: string, grounds: readonly string[], theme: string): string {
  for (const ground of grounds) {
    const contrast = contrastOf(accent, ground);
    if (contrast >= LEAST_CONTRAST) continue;
    throw new Error(
      `deployments/brand/brand.json: accent.${theme} ${accent} cannot be read on ${ground}: its contrast is ` +
        `${contrast.toFixed(2)}, at least ${LEAST_CONTRAST} is needed. Choose a ${theme === 'light' ? 'darker' : 'lighter'} one.`,
    );
  }
  const ink = INKS.toSorted((a, b) => contrastOf(accent, b) - contrastOf(accent, a))[0];
  return `--accent: ${accent}; --accent-ink: ${ink};`;
}

/** Reads the grounds of a theme: those of the dark one stand after its media query. */
function groundsIn(css: string, theme: (typeof THEMES)[number]): readonly string[] {
  const from = theme === 'light' ? 0 : css.indexOf('@media (prefers-color-scheme: dark)');
  return GROUNDS.map((name) => {
    const [, value] = new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(css.slice(from)) ?? [];
    if (value === undefined) throw new Error(`onboarding.css has no colour --${name} for ${theme}`);
    return value;
  });
}

/** The contrast ratio of two colours (WCAG 2.2): 1 to 21. */
export function contrastOf(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminanceOf(one), luminanceOf(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
