/** The API's routes for static files: a session with the list of files, their contents, and a token for the upload. */
import { formOf, jsonOf, ok, partsOf, type Route } from './answer.ts';

type Files = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** Makes the routes, and what finds the files that belong to a token. */
export function createAssetUploads() {
  const contents = new Map<string, Uint8Array<ArrayBuffer>>();
  const manifests = new Map<string, Readonly<Record<string, { readonly hash: string }>>>();
  /** A token that Wrangler can read: three parts, the middle one JSON. */
  const tokenOf = (n: number) => `h.${Buffer.from(JSON.stringify({ session: n })).toString('base64url')}.s`;

  const routes: readonly Route[] = [
    [
      'POST',
      /^\/workers\/scripts\/([^/]+)\/assets-upload-session$/,
      (call) => {
        const { manifest } = jsonOf(call);
        const jwt = tokenOf(manifests.size);
        manifests.set(jwt, manifest);
        const hashes = Object.values<{ hash: string }>(manifest).map(({ hash }) => hash);
        const wanted = [...new Set(hashes)].filter((hash) => !contents.has(hash));
        return ok(
          { jwt, buckets: wanted.length === 0 ? [] : [wanted] },
          { status: wanted.length === 0 ? 201 : 200 },
        );
      },
    ],
    [
      'POST',
      /^\/workers\/assets\/upload$/,
      async (call) => {
        for (const [hash, part] of partsOf(await formOf(call))) {
          const text = typeof part === 'string' ? part : await part.text();
          contents.set(hash, Uint8Array.from(Buffer.from(text, 'base64')));
        }
        const jwt = String(call.headers.authorization).replace(/^Bearer /, '');
        return ok({ jwt }, { status: 201 });
      },
    ],
  ];

  return {
    routes,
    /** Returns the files by their path. */
    filesOf(jwt: string | undefined): Files {
      const listed = Object.entries(manifests.get(jwt ?? '') ?? {});
      return new Map(
        listed.flatMap(([path, { hash }]) => {
          const content = contents.get(hash);
          return content === undefined ? [] : [[path, content] as const];
        }),
      );
    },
  };
}
