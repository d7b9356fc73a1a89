export { IdempotencyKey } from '#src/api/idempotency/idempotency-key.ts';
export { Applicant } from '#src/applicant/applicant.ts';
export { RateLimiter } from '#src/ilive/rate-limit/rate-limiter.ts';
export { default } from './app.ts';
