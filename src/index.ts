/** The Worker's entry: its handlers, and the classes of its Durable Objects under the names in `wrangler.toml`. */
export { IdempotencyKey } from '#src/api/idempotency/idempotency-key.ts';
export { Applicant } from '#src/applicant/applicant.ts';
export { Figures } from '#src/figures/figures-object.ts';
export { RateLimiter } from '#src/ilive/rate-limit/rate-limiter.ts';
export { default } from './app.ts';
