/** What the stand-in of Cloudflare remembers of the one account that it has. */

/** A binding of a Worker, as wrangler uploads it. */
export type Binding = { readonly type: string; readonly name: string } & Readonly<Record<string, unknown>>;

/** A module of a Worker. */
export type Module = { readonly name: string; readonly text: string };

/** What was uploaded at once: code, bindings with secrets, static files. */
export type Version = {
  readonly id: string;
  readonly mainModule: string;
  readonly modules: readonly Module[];
  /** Those that were inherited are filled in. */
  readonly bindings: readonly Binding[];
  readonly compatibility: { readonly date: string; readonly flags: readonly string[] };
  readonly annotations: Readonly<Record<string, string>>;
  /** The static files by their path. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
};

/** A Worker. `serving`: the ids of the versions that were put into service, the newest first. */
export type Script = {
  readonly id: string;
  readonly versions: Version[];
  readonly serving: string[];
  migrationTag: string | undefined;
  schedules: readonly { readonly cron: string }[];
  /** Whether it has an address at workers.dev. */
  isAtWorkersDev: boolean;
};

/** A database. */
export type Database = { readonly uuid: string; readonly name: string; readonly jurisdiction: string | null };
/** A bucket. */
export type Bucket = { readonly name: string; readonly jurisdiction: string; lockRules: unknown[] };

/** What goes wrong on purpose. */
export type Faults = {
  /** Uploads of code are refused. */
  refuseUploads: boolean;
  /** Schedules are refused: what wrangler sends after the code. */
  refuseSchedules: boolean;
  /** Changes what the next uploads run with. */
  changeBindings: ((bindings: readonly Binding[]) => readonly Binding[]) | null;
  /** Paths that the token may not call. */
  forbidden: RegExp | null;
  /** Nobody has switched R2 on in the account. */
  r2IsOff: boolean;
};

/** The account. */
export type Account = {
  readonly id: string;
  readonly name: string;
  subdomain: string | null;
  readonly zones: string[];
  /** The custom domains: which Worker each leads to. */
  readonly domains: Map<string, string>;
  readonly databases: Database[];
  readonly buckets: Bucket[];
  readonly scripts: Map<string, Script>;
  readonly faults: Faults;
};

/** Makes an account that is empty but for its subdomain. */
export function emptyAccount(subdomain: string | null): Account {
  return {
    id: 'acc0000000000000000000000000000a',
    name: 'Acme',
    subdomain,
    zones: [],
    domains: new Map(),
    databases: [],
    buckets: [],
    scripts: new Map(),
    faults: {
      refuseUploads: false,
      refuseSchedules: false,
      changeBindings: null,
      forbidden: null,
      r2IsOff: false,
    },
  };
}

/** Returns the version of a Worker that serves. */
export function servingVersion(script: Script | undefined): Version | undefined {
  return script?.versions.find(({ id }) => id === script.serving[0]);
}
