export { Applicant } from './applicant/applicant.ts';
export { default } from './http/app.ts';
export { IdempotencyKey } from './idempotency-key.ts';
export { RateLimiter } from './ilive/pacer.ts';
