/**
 * One object for each key hands out start times to all applicants everywhere, so that together they keep the tier.
 * Its state is in memory alone: losing it costs a burst, which iLive's 429 and our backoff absorb.
 */
import { DurableObject } from 'cloudflare:workers';
import { worldOf } from '../world.ts';
import { type Backlog, lanesOf, NO_BACKLOG, reserve } from './pacing.ts';

/** The Durable Object. */
export class Pacer extends DurableObject<Env> {
  #backlog: Backlog = NO_BACKLOG;

  /** When that many calls may start (ms since the epoch). Asked once for the calls that follow each other. */
  reserve(calls: number): number {
    const result = worldOf(this.env);
    const now = Date.now();
    if (!result.ok) return now;
    const { ILIVE_RPM, ILIVE_RPS } = result.world.config;
    const { startAt, backlog } = reserve(lanesOf(ILIVE_RPM, ILIVE_RPS), this.#backlog, calls, now);
    this.#backlog = backlog;
    return startAt;
  }
}
