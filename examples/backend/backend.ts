/** A customer's backend: takes the ID photo, sends the person to liveness, and hears how it went. */
import { Hono } from 'hono';
import { type Kyc, KycError } from './kyc.ts';
import { createReader } from './notifications.ts';

/** What it needs: the service, and the secret that signs its notifications. */
export type BackendOptions = {
  readonly kyc: Kyc;
  readonly notifySecret: string;
  /** Your https page where the person comes back to. */
  readonly redirectUrl?: string | undefined;
};

/** The app. Its own routes are open here; yours stand behind your login. */
export function createBackend({ kyc, notifySecret, redirectUrl }: BackendOptions) {
  const readNotification = createReader(notifySecret);
  /** Stands for a column in your database. */
  const standings = new Map<string, { status: string; seq: number }>();

  return (
    new Hono()
      // The person's ID photo, raw. Answers where to send the browser. May be called again after a failure.
      .post('/customers/:id/onboarding', async (c) => {
        const id = c.req.param('id');
        let applicant = await kyc.create(id);
        if (applicant.next_action === 'upload_id_photo') {
          applicant = await kyc.uploadIdPhoto(id, await c.req.blob());
        }
        if (applicant.status !== 'awaiting_liveness') return c.json({ status: applicant.status }, 409);
        const { session_url } = await kyc.startLiveness(id, redirectUrl);
        return c.json({ session_url });
      })

      // What your app shows. `awaiting_…` means: onboard again; `approved`: let the person in.
      .get('/customers/:id', async (c) => {
        const { status, next_action, reasons } = await kyc.read(c.req.param('id'));
        return c.json({ status, next_action, reasons, notified: standings.get(c.req.param('id')) ?? null });
      })

      // The service calls this. Answer quickly: it waits seconds, and tries again when it hears no 2xx.
      .post('/notifications', async (c) => {
        const notification = readNotification(await c.req.text(), c.req.header());
        if (!notification) return c.body(null, 401);
        const { user_id, status, seq } = notification.data;
        // They may come twice and out of order: only what is newer counts.
        if (seq > (standings.get(user_id)?.seq ?? 0)) standings.set(user_id, { status, seq });
        console.log(`${notification.type}: ${user_id} at seq ${seq}`);
        return c.body(null, 204);
      })

      .onError((error, c) => {
        console.error(error.message);
        // `no_face_in_id_photo` and the like are for the person to put right; `detail` says how.
        const theirs = error instanceof KycError && [413, 415, 422].includes(error.problem.status);
        return theirs
          ? c.json({ message: error.problem.detail }, 422)
          : c.json({ message: 'Try again.' }, 502);
      })
  );
}
