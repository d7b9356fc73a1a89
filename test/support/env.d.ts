/** What the tests' own bindings add to the Worker's. */
declare namespace Cloudflare {
  interface Env {
    MIGRATIONS: import('cloudflare:test').D1Migration[];
    TEST_KEYS: string;
    API_KEYS: string;
    DATA_KEY: string;
    LINK_SECRET: string;
    ACCESS_AUD: string;
    ILIVE_API_KEY: string;
    ILIVE_WEBHOOK_SECRET: string;
    ILIVE_WEBHOOK_SECRET_PREVIOUS: string;
    NOTIFY_SECRET: string;
    NOTIFY_SECRET_PREVIOUS: string;
  }
}
