export { Applicant } from '#src/applicant/applicant.ts';
export { default } from './app.ts';
export { IdempotencyKey } from '#src/api/idempotency/idempotency-key.ts';
export { RateLimiter } from '#src/ilive/rate-limit/rate-limiter.ts';
