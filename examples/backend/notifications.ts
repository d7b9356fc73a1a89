/** Notifications of the KYC service, checked before they are believed. */
import { Webhook } from 'standardwebhooks';
import type { components } from '../api.d.ts';

/** Where an applicant stood after one event. */
export type Notification = components['schemas']['Notification'];

/**
 * Gives a reader of notifications: null for one that is not signed with your secret (`whsec_…`), or is older than five
 * minutes. It needs the raw body, since that is what the signature covers.
 */
export function createReader(secret: string) {
  const webhook = new Webhook(secret);
  return function read(rawBody: string, headers: Record<string, string>): Notification | null {
    try {
      // Signed by the service, so it is what its description says.
      return webhook.verify(rawBody, headers) as Notification;
    } catch {
      return null;
    }
  };
}
