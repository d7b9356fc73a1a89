/** What the bundle has in place of zod's messages in other languages (`[alias]` in wrangler.toml). English is not one of them: zod imports it by itself. */
export {};
