/** The customer's endpoint for notifications, in the test's own isolate. It takes everything, unless told otherwise. */
import { env } from 'cloudflare:workers';
import { Webhook } from 'standardwebhooks';

/** What a notification says, and when it came. */
export type Received = {
  readonly id: string;
  readonly at: number;
  readonly type: string;
  readonly timestamp: string;
  readonly data: { user_id: string; status: string; reasons: string[]; seq: number; occurred_at: string };
};

/** How the endpoint answers the next tries; afterwards it takes them. */
export type Answering = (request: Request) => Response | Promise<Response>;

/** The endpoint. */
export type Receiver = ReturnType<typeof createReceiver>;

/** Every try is verified by the official library under both secrets; what does not verify is an error of the test. */
export function createReceiver() {
  const received: Received[] = [];
  const requests: Request[] = [];
  const answers: Answering[] = [];
  return {
    received,
    requests,
    answers,
    /** Of that user, in the order of arrival. */
    of: (user: string) => received.filter(({ data }) => data.user_id === user),
    types: (user: string) => received.filter(({ data }) => data.user_id === user).map(({ type }) => type),
    /** Answers in place of the network until the function that it gives is called. */
    install(): () => void {
      const network = globalThis.fetch;
      globalThis.fetch = (async (input: RequestInfo | URL, init?: RequestInit) => {
        const url = input instanceof Request ? input.url : String(input);
        if (new URL(url).hostname !== 'customer.test') return network(input, init);
        const request = new Request(input, init);
        requests.push(request.clone());
        const body = await request.text();
        const headers = Object.fromEntries(request.headers);
        for (const secret of [env.NOTIFY_SECRET, env.NOTIFY_SECRET_PREVIOUS]) {
          new Webhook(secret).verify(body, headers);
        }
        received.push({ id: headers['webhook-id'] ?? '', at: Date.now(), ...JSON.parse(body) });
        return (await answers.shift()?.(request)) ?? new Response(null, { status: 204 });
      }) as typeof fetch;
      return () => {
        globalThis.fetch = network;
      };
    },
  };
}
