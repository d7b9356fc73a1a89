import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { created, log, newUserId, verify } from '../support/customer.ts';
import { browse, installTeam, token } from '../support/team.ts';

let uninstall = () => {};
beforeAll(() => {
  uninstall = installTeam();
});
afterAll(() => uninstall());

type Box = { left: number; top: number; width: number; height: number; aspect: number };

describe('the face on a photo', () => {
  it('is in the log as iLive gave it, in fractions, and drawn on both photos', async () => {
    const user = newUserId();
    await created(user, 'obama4_crop.jpg');
    await verify(user, 'cage2_crop.jpg');
    const events = (await log(user)) as unknown as { type: string; data: Record<string, Box> }[];
    const boxOf = (type: string, field: string) => events.find((event) => event.type === type)!.data[field]!;
    const boxes = [boxOf('id_photo_stored', 'face'), boxOf('faces_compared', 'liveness_face')];
    for (const box of boxes) {
      expect(Object.keys(box).sort()).toEqual(['aspect', 'height', 'left', 'top', 'width']);
      expect(box.width * box.height).toBeGreaterThan(0.1);
      expect(box.left + box.width).toBeLessThanOrEqual(1);
      expect(box.top + box.height).toBeLessThanOrEqual(1);
    }
    const { text } = await browse(`/review/applicants/${user}`, { as: await token() });
    const drawn = [...text.matchAll(/<svg class="face" viewBox="0 0 ([\d.]+) 1"/g)].map(([, w]) => Number(w));
    expect(drawn).toEqual(boxes.map(({ aspect }) => aspect));
    expect(text).toContain('<input type="checkbox" id="faces" checked=""/>');
  });

  it('is drawn on the other person’s photos too', async () => {
    const [one, two] = [newUserId(), newUserId()];
    for (const user of [one, two]) {
      await created(user, 'franck_02159.jpg');
      await verify(user, 'franck_04035.jpg');
    }
    const { text } = await browse(`/review/applicants/${two}`, { as: await token() });
    expect(text.match(/<svg class="face"/g)).toHaveLength(4);
  });
});
