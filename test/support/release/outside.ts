/** What the Worker can reach: iLive, and the customer's endpoint for notifications. Both remember what came. */
import { createScriptedIlive, type IliveMemory, type Script } from '../scripted-ilive.ts';

/** A notification that came in. */
export type Notified = { readonly id: string; readonly userId: string; readonly type: string };

/** The world outside of the Worker. */
export type Outside = ReturnType<typeof createOutside>;

/** A request as the runtime hands it over: not the class of this process. */
export type OutboundRequest = {
  readonly url: string;
  readonly method: string;
  readonly headers: Iterable<[string, string]>;
  arrayBuffer(): Promise<ArrayBuffer>;
};

/** Creates it. @param memory what iLive knows already */
export function createOutside(memory?: IliveMemory) {
  const ilive = createScriptedIlive();
  if (memory) ilive.remember(memory);
  const notified: Notified[] = [];
  const refusing = new Set<string>();

  async function notify(request: Request): Promise<Response> {
    const { type, data } = (await request.json()) as { type: string; data: { user_id: string } };
    // 410 is final: the notification is parked.
    if (refusing.has(data.user_id)) return new Response(null, { status: 410 });
    notified.push({ id: request.headers.get('webhook-id') ?? '', userId: data.user_id, type });
    return new Response(null, { status: 204 });
  }

  return {
    ilive,
    /** Those that were taken, in the order of arrival. */
    notified,
    /** Users whose notifications are refused for good. */
    refusing,
    /** Sets the faults of iLive from now on. */
    play: (script: Script) => ilive.play(script),
    /** Answers a call of the Worker. */
    async answer(given: OutboundRequest): Promise<Response> {
      const { url, method, headers } = given;
      const body = method === 'GET' || method === 'HEAD' ? {} : { body: await given.arrayBuffer() };
      const request = new Request(url, { method, headers: [...headers], ...body });
      switch (new URL(url).hostname) {
        case 'ilive.test':
          return ilive.answer(request);
        case 'customer.test':
          return notify(request);
        default:
          return new Response(`out of reach: ${url}`, { status: 599 });
      }
    },
  };
}
