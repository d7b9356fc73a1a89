/** Drawn people for the pictures in the docs: no photo of anybody goes into the repository. */
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import type { FaceBox } from '../../src/core/events.ts';
import { faceBox } from './api.ts';

const SKINS = ['#e8b896', '#8d5a3b', '#f3cdb0', '#c58c64'] as const;
const HAIRS = ['#3b2a20', '#1d1a1a', '#a8643a', '#6d6f75'] as const;
const GROUND = '#cfd8dc';
/** Where the drawn face is, as a view box: from ear to ear, from the hair to the chin. */
const FACE = '132 120 216 280';
const NO_BOX: FaceBox = { left: 0.3, top: 0.2, width: 0.4, height: 0.42, aspect: 0.8 };
const COATS = ['#3f6c8f', '#7a4f78', '#4d7a57', '#8f6a3f'] as const;

/** A portrait as JPEG, the same for the same name; the face stands where it stood on the photo. */
function drawnPortrait(name: string, face: FaceBox): Promise<Buffer> {
  const [width, height] = [Math.round(600 * face.aspect), 600];
  const place = `x="${face.left * width}" y="${face.top * height}" width="${face.width * width}" height="${face.height * height}"`;
  return sharp(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
      <rect width="${width}" height="${height}" fill="${GROUND}"/>
      <svg ${place} viewBox="${FACE}" overflow="visible">${person(name)}</svg></svg>`),
  )
    .jpeg()
    .toBuffer();
}

/** An identity card as JPEG, 960 by 600 pixels, on a dark table. */
export function drawnCard(name: string): Promise<Buffer> {
  const line = (y: number, width: number) =>
    `<rect x="430" y="${y}" width="${width}" height="22" rx="6" fill="#9db0bd"/>`;
  return sharp(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="960" height="600">
      <rect width="960" height="600" fill="#33302e"/>
      <rect x="50" y="40" width="860" height="520" rx="28" fill="#dfe8ec"/>
      <rect x="50" y="40" width="860" height="86" rx="28" fill="#5f8296"/>
      <svg x="90" y="160" width="288" height="360" viewBox="0 0 480 600"><rect width="480" height="600" fill="${GROUND}"/>${person(name)}</svg>
      ${line(180, 320)}${line(240, 240)}${line(300, 380)}${line(360, 180)}${line(460, 420)}
    </svg>`),
  )
    .jpeg()
    .toBuffer();
}

/** Whenever the page asks for a photo, a drawing of that applicant comes in its place. Gives how often it did. */
export async function drawInstead(page: Page): Promise<() => number> {
  let drawn = 0;
  await page.route(/\/photos\/(id|liveness)$/, async (route) => {
    drawn += 1;
    const [user = '', , kind] = new URL(route.request().url()).pathname.split('/').slice(-3);
    const face = await faceBox(user, kind === 'id' ? 'id' : 'liveness');
    await route.fulfill({ contentType: 'image/jpeg', body: await drawnPortrait(user, face ?? NO_BOX) });
  });
  return () => drawn;
}

function person(name: string): string {
  const seed = [...name].reduce((sum, char) => (sum * 31 + (char.codePointAt(0) ?? 0)) % 9_973, 7);
  const of = (colours: readonly string[], by: number) =>
    colours[Math.floor(seed / by) % colours.length] ?? '';
  const [skin, hair, coat] = [of(SKINS, 1), of(HAIRS, 4), of(COATS, 16)];
  return `<path d="M60 600c0-130 80-180 180-180s180 50 180 180z" fill="${coat}"/>
    <rect x="200" y="340" width="80" height="110" rx="36" fill="${skin}"/>
    <ellipse cx="240" cy="250" rx="112" ry="146" fill="${skin}"/>
    <path d="M124 250c-14-130 40-186 116-186s130 56 116 186c-16-70-50-98-116-98s-100 28-116 98z" fill="${hair}"/>
    <ellipse cx="196" cy="250" rx="13" ry="10" fill="#2b2523"/><ellipse cx="284" cy="250" rx="13" ry="10" fill="#2b2523"/>
    <path d="M240 262v44h-16" stroke="#00000033" stroke-width="6" fill="none"/>
    <path d="M196 336q44 26 88 0" stroke="#7c3b34" stroke-width="8" fill="none" stroke-linecap="round"/>`;
}
