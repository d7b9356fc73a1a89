/**
 * An empty module that replaces zod's locales in the bundle (`[alias]` in wrangler.toml). English still works: zod
 * imports it on its own.
 */
export {};
