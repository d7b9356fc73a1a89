import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import { openOnboardingAndConsent } from '../support/applicant.ts';
import {
  completeLiveness,
  createWithIdPhoto,
  decide,
  newUserId,
  readApplicant,
  readLog,
} from '../support/customer.ts';
import { accessToken, browse, useTeamKeys } from '../support/team.ts';

useTeamKeys();

type Box = { left: number; top: number; width: number; height: number; aspect: number };

describe('a liveness photo', () => {
  it('that iLive has not given is said to be missing, though liveness was passed', async () => {
    const user = newUserId();
    await createWithIdPhoto(user, 'obama4_crop.jpg');
    const first = await completeLiveness(user, 'cage2_crop.jpg');
    expect(first.reasons).toEqual(['similarity_low']);
    await decide(user, 'retry_liveness');
    const network = globalThis.fetch;
    globalThis.fetch = (async (input: RequestInfo | URL, init?: RequestInit) => {
      const url = input instanceof Request ? input.url : String(input);
      if (!new URL(url).pathname.endsWith('/photo')) return network(input, init);
      return Response.json({ code: 'session_not_found' }, { status: 404 });
    }) as typeof fetch;
    await completeLiveness(user, 'cage2_crop.jpg').finally(() => {
      globalThis.fetch = network;
    });
    expect(await readApplicant(user)).toMatchObject({
      reasons: ['photo_unavailable'],
      liveness: { verdict: 'pass' },
    });
    const { text } = await browse(`/review/applicants/${user}`, { as: await accessToken() });
    expect(text).toContain(`src="/review/applicants/${user}/photos/id"`);
    expect(text).not.toContain(`src="/review/applicants/${user}/photos/liveness"`);
    expect(text).toContain('Passed, but the photo has not come from iLive.');
    // And no frame of the session before.
    expect(text.match(/<svg class="face"/g)).toHaveLength(1);
  });
});

describe('the face on a photo', () => {
  it('is in the log as iLive gave it, in fractions, and drawn on both photos', async () => {
    const user = newUserId();
    await createWithIdPhoto(user, 'obama4_crop.jpg');
    await completeLiveness(user, 'cage2_crop.jpg');
    const events = (await readLog(user)) as unknown as { type: string; data: Record<string, Box> }[];
    const boxOf = (type: string, field: string) => events.find((event) => event.type === type)!.data[field]!;
    const boxes = [boxOf('id_photo_stored', 'face'), boxOf('faces_compared', 'liveness_face')];
    for (const box of boxes) {
      expect(Object.keys(box).sort()).toEqual(['aspect', 'height', 'left', 'top', 'width']);
      expect(box.width * box.height).toBeGreaterThan(0.1);
      expect(box.left + box.width).toBeLessThanOrEqual(1);
      expect(box.top + box.height).toBeLessThanOrEqual(1);
    }
    const { text } = await browse(`/review/applicants/${user}`, { as: await accessToken() });
    const drawn = [...text.matchAll(/<svg class="face" viewBox="0 0 ([\d.]+) 1"/g)].map(([, w]) => Number(w));
    expect(drawn).toEqual(boxes.map(({ aspect }) => aspect));
    expect(text).toContain('<input type="checkbox" id="faces" checked=""/>');
  });

  it('is the same where the comparison had to be put off, and the photo comes from R2 again', async () => {
    const boxOf = async (user: string) => {
      await createWithIdPhoto(user, 'obama4_crop.jpg');
      await completeLiveness(user, 'cage2_crop.jpg');
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5_000 });
      await env.APPLICANTS.getByName(user).wake();
      vi.useRealTimers();
      const events = (await readLog(user)) as unknown as { type: string; data: Record<string, Box> }[];
      return events.find(({ type }) => type === 'faces_compared')!.data.liveness_face;
    };
    const atOnce = await boxOf(newUserId());
    const network = globalThis.fetch;
    let refused = 0;
    globalThis.fetch = (async (input: RequestInfo | URL, init?: RequestInit) => {
      const url = input instanceof Request ? input.url : String(input);
      if (refused > 0 || !new URL(url).pathname.endsWith('/faces:compare')) return network(input, init);
      refused += 1;
      return new Response(null, { status: 503 });
    }) as typeof fetch;
    const later = await boxOf(newUserId()).finally(() => {
      globalThis.fetch = network;
    });
    expect(refused).toBe(1);
    expect(later).toEqual(atOnce);
  });

  it('is drawn on the other person’s photos too', async () => {
    const [one, two] = [newUserId(), newUserId()];
    for (const user of [one, two]) {
      await createWithIdPhoto(user, 'franck_02159.jpg');
      await completeLiveness(user, 'franck_04035.jpg');
    }
    const { text } = await browse(`/review/applicants/${two}`, { as: await accessToken() });
    // Both live faces next to each other, below them both ID photos; after these the case's own two.
    expect(text.match(/<svg class="face"/g)).toHaveLength(6);
    const shown = [...text.matchAll(/<img src="\/review\/applicants\/([^/]+)\/photos\/(\w+)"/g)];
    expect(shown.map(([, user, kind]) => `${kind} ${user === two ? 'own' : 'other'}`)).toEqual([
      ...['liveness own', 'liveness other', 'id own', 'id other'],
      ...['id own', 'liveness own'],
    ]);
  });
});

describe('an ID photo with several faces', () => {
  it('says so to the API, to the applicant, and at the photo in the console, with the boxes of all', async () => {
    const user = newUserId();
    const faces = [0.3, 0.28, 0.1].map((side, at) => ({
      bounding_box: { left: at / 3, top: 0.1, width: side, height: side },
      attributes: { brightness: 0.5, sharpness: 0.9, pose: { yaw: 0, pitch: 0, roll: 0 } },
    }));
    const network = globalThis.fetch;
    globalThis.fetch = (async (input: RequestInfo | URL, init?: RequestInit) => {
      const url = input instanceof Request ? input.url : String(input);
      return url.endsWith('/faces:detect') ? Response.json({ faces }) : network(input, init);
    }) as typeof fetch;
    await createWithIdPhoto(user, 'audrey.jpg').finally(() => {
      globalThis.fetch = network;
    });
    expect((await readApplicant(user)).id_photo?.warnings).toEqual(['several_faces']);
    const stored = (await readLog(user)).find(({ type }) => type === 'id_photo_stored');
    expect(stored?.data).toMatchObject({
      face: { width: 0.3 },
      other_faces: [{ width: 0.28 }, { width: 0.1 }],
    });
    const page = await (await openOnboardingAndConsent(user)).get('/onboarding');
    expect(page.html).toContain('There is more than one face on the photo.');
    const { text } = await browse(`/review/applicants/${user}`, { as: await accessToken() });
    expect(text).toContain('<strong class="warning">Several faces: only the largest was compared</strong>');
    expect(text).toContain('warnings several faces: only the largest was compared');
    const [drawing = ''] = /<svg class="face".*?<\/svg>/s.exec(text) ?? [];
    // Each box is drawn twice, dark around light; the first is the compared one.
    const boxes = [...drawing.matchAll(/<rect (?:class="shade" )?x="([\d.]+)"/g)].map(([, x]) => Number(x));
    expect(boxes).toHaveLength(6);
    expect(boxes[0]).toBe(0);
  });
});
