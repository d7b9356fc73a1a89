/** Answers of Cloudflare's API: an envelope around the result. */

/** A call to the API. */
export type ApiCall = {
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer<ArrayBuffer>;
};

/** An answer. */
export type Answer = { readonly status: number; readonly json: unknown };

/** A route: its method, its path with groups for `params`, and what answers it. */
export type Route = readonly [string, RegExp, (call: ApiCall) => Answer | Promise<Answer>];

/** Makes the answer of a call that worked. */
export function ok(result: unknown, more: { status?: number; result_info?: unknown } = {}): Answer {
  const { status = 200, ...rest } = more;
  return { status, json: { success: true, errors: [], messages: [], result, ...rest } };
}

/** Makes the answer of a call that was refused. */
export function refused(status: number, code: number, message: string): Answer {
  return { status, json: { success: false, errors: [{ code, message }], messages: [], result: null } };
}

/** Reads a body of JSON. */
export function jsonOf(call: ApiCall): any {
  return JSON.parse(call.body.toString('utf8') || 'null');
}

/** Reads a body that is a form. */
export function formOf({ body, headers }: ApiCall): Promise<FormData> {
  return new Response(body, { headers: { 'content-type': String(headers['content-type']) } }).formData();
}

/** Lists the parts of a form. */
export function partsOf(form: FormData): readonly (readonly [string, FormDataEntryValue])[] {
  const parts: [string, FormDataEntryValue][] = [];
  form.forEach((part, name) => {
    parts.push([name, part]);
  });
  return parts;
}
