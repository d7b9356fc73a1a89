/** Written by `npm run assets`, which each build and test runs first: what this version of the service is. */

/** The version in `package.json`. */
export const VERSION = '0.9.0';
/** The newest file in `migrations/`. */
export const SCHEMA = '0001_schema.sql';
