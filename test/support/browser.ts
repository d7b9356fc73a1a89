/** A browser as far as the applicant's pages need one: it keeps cookies, sends what the form it sees holds, says where it came from, follows nothing. */
import { exports } from 'cloudflare:workers';

const ORIGIN = 'https://kyc.test';

/** What a page was answered with. */
export type Shown = { status: number; headers: Headers; html: string; location: string | null };

/** A browser with an empty jar. */
export function openBrowser(headers: Record<string, string> = {}) {
  const jar = new Map<string, string>();
  let formToken: string | null = null;

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

  async function shown(response: Response): Promise<Shown> {
    const { status, headers: said } = response;
    const html = await response.text();
    formToken = /name="form_token" value="([^"]+)"/.exec(html)?.[1] ?? formToken;
    return { status, headers: said, html, location: said.get('location') };
  }

  /** A form with what the page had put into it; one that has it already is sent as it is. */
  function filled(form: URLSearchParams | FormData): URLSearchParams | FormData {
    if (form.has('form_token') || formToken === null) return form;
    if (form instanceof URLSearchParams) return new URLSearchParams([...form, ['form_token', formToken]]);
    form.set('form_token', formToken);
    return form;
  }

  return {
    jar,
    ask,
    get: async (path: string) => shown(await ask(path)),
    post: async (
      path: string,
      form: URLSearchParams | FormData = new URLSearchParams(),
      origin: string | null = ORIGIN,
    ) => {
      const sent = origin === null ? {} : { origin };
      return shown(await ask(path, { method: 'POST', body: filled(form), headers: sent }));
    },
  };
}

/** The photo form with that file, the camera's field left empty as browsers send it. */
export function photoForm(bytes: Uint8Array<ArrayBuffer>): FormData {
  const form = new FormData();
  form.append('id_photo', new File([], ''));
  form.append('id_photo', new File([bytes], 'id.jpg', { type: 'image/jpeg' }));
  return form;
}
