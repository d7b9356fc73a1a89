/** A browser as far as the applicant's pages need one: it keeps cookies, says where a form came from, follows nothing. */
import { exports } from 'cloudflare:workers';

const ORIGIN = 'https://kyc.test';

/** What a page was answered with. */
export type Shown = { status: number; headers: Headers; html: string; location: string | null };

/** A browser with an empty jar. */
export function openBrowser(headers: Record<string, string> = {}) {
  const jar = new Map<string, string>();

  async function ask(path: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(path, ORIGIN);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const given = { ...headers, ...Object.fromEntries(new Headers(init.headers)), cookie };
    const response = await exports.default.fetch(url.href, { ...init, headers: given, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name && value !== undefined) jar.set(name, value);
    }
    return response;
  }

  const shown = async (response: Response): Promise<Shown> => ({
    status: response.status,
    headers: response.headers,
    html: await response.text(),
    location: response.headers.get('location'),
  });

  return {
    jar,
    ask,
    get: async (path: string) => shown(await ask(path)),
    post: async (path: string, body: BodyInit = new URLSearchParams(), origin: string | null = ORIGIN) =>
      shown(await ask(path, { method: 'POST', body, headers: origin === null ? {} : { origin } })),
  };
}

/** The photo form with that file, the camera's field left empty as browsers send it. */
export function photoForm(bytes: Uint8Array<ArrayBuffer>): FormData {
  const form = new FormData();
  form.append('id_photo', new File([], ''));
  form.append('id_photo', new File([bytes], 'id.jpg', { type: 'image/jpeg' }));
  return form;
}
