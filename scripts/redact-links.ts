/** Takes credentials out of what `wrangler dev` prints: a line for each request, with the path of links. */
import { Transform } from 'node:stream';

/** The paths that are credentials: links to the applicant's pages, and return links. */
const LINKS = /(\/(?:onboarding\/open|return)\/)[^\s"'?#]+/g;

/**
 * Replaces the credentials in whole lines. The service's own lines are JSON: they must hold none, which tests look for,
 * so they are passed on as they are.
 */
export function withoutLinks(text: string): string {
  return text
    .split('\n')
    .map((line) => (line.startsWith('{') ? line : line.replace(LINKS, '$1…')))
    .join('\n');
}

/** Makes a stream that passes on whole lines without credentials. */
export function redactLinks(): Transform {
  let begun = '';
  return new Transform({
    decodeStrings: false,
    encoding: 'utf8',
    transform(chunk, _, done) {
      const text = begun + String(chunk);
      const end = text.lastIndexOf('\n') + 1;
      begun = text.slice(end);
      done(null, withoutLinks(text.slice(0, end)));
    },
    flush: (done) => done(null, withoutLinks(begun)),
  });
}
