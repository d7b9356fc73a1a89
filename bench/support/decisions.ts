/** When the service has stored what: its own audit feed, as it is printed after each append. */
import { z } from 'zod';

const lineSchema = z.object({
  audit: z.object({ user_id: z.string(), type: z.string() }),
  status: z.string(),
});

/** A listener of the feed. */
export type Decisions = ReturnType<typeof listenForDecisions>;

/** Listens; `heard` takes the service's lines. */
export function listenForDecisions() {
  const decidedAt = new Map<string, number>();
  const waiting = new Map<string, () => void>();
  return {
    heard(line: string): void {
      if (!line.startsWith('{"audit"')) return;
      const now = performance.now();
      const { audit, status } = lineSchema.parse(JSON.parse(line));
      if (status !== 'approved' || audit.type !== 'faces_searched') return;
      decidedAt.set(audit.user_id, now);
      waiting.get(audit.user_id)?.();
    },
    /** Resolves when that user is approved; when that was, on `performance`'s clock. */
    async decided(user: string): Promise<number> {
      if (!decidedAt.has(user)) await new Promise<void>((resolve) => waiting.set(user, resolve));
      return decidedAt.get(user) ?? Number.NaN;
    },
  };
}
