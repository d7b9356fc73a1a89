import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { similarity } from '../../../sandbox/face/similarity.ts';
import { changedPhoto, darken, loadEngine, photo } from '../photos.ts';

const engine = await loadEngine();

async function analysed(bytes: Uint8Array) {
  const analysis = await engine.analyse(bytes);
  if (!analysis?.embedding || !analysis.faces[0]) throw new Error('no face');
  return { analysis, face: analysis.faces[0], embedding: analysis.embedding };
}

async function alike(a: string, b: string): Promise<number> {
  return similarity((await analysed(photo(a))).embedding, (await analysed(photo(b))).embedding);
}

describe('similarity', () => {
  it.each([
    ['franck_02045', 'franck_04117'],
    ['franck_02159', 'franck_03909'],
    ['bieber_small', 'Justin-Bieber2_crop'],
    ['cage', 'cage2_crop'],
    ['SeanConnery', 'sean_guru2_crop'],
  ])('is above 0.65 for two photos of one person: %s, %s', async (a, b) => {
    expect(await alike(a, b)).toBeGreaterThan(0.65);
  });

  it('is under 0.5 for any two of many people', async () => {
    const people = [
      ...['franck_02159', 'audrey', 'cage', 'bieber_small', 'SeanConnery', 'obama4_crop', 'queen20_crop'],
      ...['chuck_crop', 'walter2_crop', 'bill-murray-snl_crop', 'kim1_crop'],
      ...['female-1', 'female-8', 'female-30', 'male-7', 'male-11', 'male-31'],
    ];
    const embeddings: [string, Float32Array][] = [];
    for (const name of people) embeddings.push([name, (await analysed(photo(name))).embedding]);
    const tooAlike = embeddings.flatMap(([a, x], index) =>
      embeddings
        .slice(index + 1)
        .filter(([, y]) => similarity(x, y) >= 0.5)
        .map(([b]) => `${a} ${b}`),
    );
    expect(tooAlike).toEqual([]);
  });

  it('is 0.5 at cosine 0.38 and 0.65 at cosine 0.44', () => {
    const at = (cosine: number) =>
      similarity(new Float32Array([1, 0]), new Float32Array([cosine, Math.sqrt(1 - cosine * cosine)]));
    expect(at(0.38)).toBeCloseTo(0.5, 5);
    expect(at(0.44)).toBeCloseTo(0.65, 2);
  });
});

describe('detection', () => {
  it.each(['scream_crop', 'ironman'])('finds no face in %s', async (name) => {
    expect(await engine.analyse(photo(name))).toMatchObject({ faces: [], embedding: null });
  });

  it('finds a face that is larger than the picture', async () => {
    const { face } = await analysed(photo('chuck_crop'));
    const { left, top, width, height } = face.box;
    const middle = await changedPhoto('chuck_crop', (image) =>
      image.extract({
        left: Math.round(left + width / 4),
        top: Math.round(top + height / 4),
        width: Math.round(width / 2),
        height: Math.round(height / 2),
      }),
    );
    expect((await engine.analyse(middle))?.faces).toHaveLength(1);
  });

  it('gives boxes in pixels of the upright original, however large and turned it is stored', async () => {
    const small = await analysed(photo('audrey'));
    const large = await sharp(photo('audrey')).resize({ width: 2700 }).toBuffer();
    const turned = await sharp(large).rotate(-90).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const { analysis, face } = await analysed(turned);
    expect(analysis).toMatchObject({ width: 2700, height: 3600 });
    for (const side of ['left', 'top', 'width', 'height'] as const) {
      expect(Math.abs(face.box[side] / 5 - small.face.box[side])).toBeLessThan(8);
    }
  });

  it('puts the largest of several faces first', async () => {
    const small = await sharp(photo('cage')).resize({ width: 200 }).toBuffer();
    const both = await sharp(photo('audrey'))
      .extend({ right: 200, background: '#808080' })
      .composite([{ input: small, left: 540, top: 0 }])
      .jpeg()
      .toBuffer();
    const { analysis, embedding } = await analysed(both);
    expect(analysis.faces).toHaveLength(2);
    expect(similarity(embedding, (await analysed(photo('audrey'))).embedding)).toBeGreaterThan(0.9);
  });

  it.each([
    ['text', new TextEncoder().encode('not a picture')],
    ['a GIF', new Uint8Array(Buffer.from('R0lGODlhAQABAAAAACH5BAEAAAAALAAAAAABAAEAAAIBAAA=', 'base64'))],
    ['half a JPEG', photo('audrey').slice(0, 9000)],
  ])('does not decode %s', async (_, bytes) => {
    expect(await engine.analyse(bytes)).toBeNull();
  });

  it('reads grey pictures and PNGs with transparency', async () => {
    const grey = await sharp(photo('audrey')).greyscale().toColourspace('b-w').jpeg().toBuffer();
    const clear = await sharp(photo('audrey')).ensureAlpha(0.9).png().toBuffer();
    expect((await analysed(grey)).analysis.faces).toHaveLength(1);
    expect((await analysed(clear)).analysis.faces).toHaveLength(1);
  });
});

describe('quality', () => {
  it.each([
    'audrey',
    'franck_02159',
    'franck_04117',
    'cage',
    'bieber_small',
    'SeanConnery',
  ])('is at least 0.6 for %s, and under it in the dark, where it is still the same face', async (name) => {
    const good = await analysed(photo(name));
    const dark = await analysed(await changedPhoto(name, darken));
    expect(good.face.quality).toBeGreaterThanOrEqual(0.6);
    expect(dark.face.quality).toBeLessThan(0.6);
    expect(similarity(good.embedding, dark.embedding)).toBeGreaterThan(0.65);
  });

  it('is under 0.6 when blurred, and for a small avatar', async () => {
    const blurred = await changedPhoto('audrey', (image) => image.blur(6));
    expect((await analysed(blurred)).face.quality).toBeLessThan(0.6);
    expect((await analysed(photo('male-33'))).face.quality).toBeLessThan(0.6);
  });
});

describe('portrait', () => {
  it.each([
    'audrey',
    'franck_02159',
    'cage2_crop',
    'SeanConnery',
  ])('of %s is a JPEG of 480 x 600, recognised as its source, with level eyes at 42 percent', async (name) => {
    const portrait = (await engine.portrait(photo(name))) ?? new Uint8Array();
    expect(await sharp(portrait).metadata()).toMatchObject({ format: 'jpeg', width: 480, height: 600 });
    const { face, embedding } = await analysed(portrait);
    expect(similarity(embedding, (await analysed(photo(name))).embedding)).toBeGreaterThan(0.9);
    expect(Math.abs(face.shape.eyes.y - 252)).toBeLessThan(15);
    expect(Math.abs(face.shape.eyes.x - 240)).toBeLessThan(15);
    expect(Math.abs(face.shape.rollRadians)).toBeLessThan(0.06);
  });

  it('levels a head that is held at an angle', async () => {
    const turned = await changedPhoto('cage', (image) => image.rotate(20, { background: '#808080' }));
    expect(Math.abs((await analysed(turned)).face.shape.rollRadians)).toBeGreaterThan(0.15);
    const portrait = (await engine.portrait(turned)) ?? new Uint8Array();
    expect(Math.abs((await analysed(portrait)).face.shape.rollRadians)).toBeLessThan(0.06);
  });

  it('does not exist without a face', async () => {
    expect(await engine.portrait(photo('scream_crop'))).toBeNull();
  });
});

describe('at the same time', () => {
  it('many analyses give what each gives alone', async () => {
    const names = ['franck_02683', 'franck_02888', 'franck_04035', 'female-2', 'male-6'];
    const fresh = await Promise.all(names.map((name) => changedPhoto(name, (image) => image.sharpen())));
    const together = await Promise.all(fresh.map((bytes) => analysed(bytes)));
    for (const [index, { embedding }] of together.entries()) {
      const alone = await analysed(photo(names[index] ?? ''));
      expect(similarity(alone.embedding, embedding)).toBeGreaterThan(0.9);
    }
  });

  it('one picture is looked at once', async () => {
    const bytes = await changedPhoto('female-9', (image) => image.flop());
    const [first, second] = await Promise.all([engine.analyse(bytes), engine.analyse(bytes.slice())]);
    expect(first).toBe(second);
  });
});
