/** The security headers of every answer: what a browser may load, run and embed. The only home of each of them. */
import { secureHeaders } from 'hono/secure-headers';

/** Our own scripts and styles, and calls to our own routes. */
const OWN_FILES = ["script-src 'self'", "style-src 'self'", "connect-src 'self'"];

/** No page may frame the answer, and no markup may change where links lead. */
function policyOf(...directives: readonly string[]): string {
  return ["default-src 'none'", ...directives, "base-uri 'none'", "frame-ancestors 'none'"].join('; ');
}

/**
 * Makes the Content-Security-Policy of a page: it loads only our own files, and images that its script has made.
 * @param formTargets origins, other than our own, that a form may submit or redirect to, as CSP source expressions
 */
export function pagePolicy(formTargets: readonly string[]): string {
  return policyOf(...OWN_FILES, "img-src 'self' blob:", ["form-action 'self'", ...formTargets].join(' '));
}

/** The Content-Security-Policy of `/docs`: nothing is loaded from or sent to another origin. */
export const DOCS_POLICY = policyOf(...OWN_FILES, "img-src 'self' data:", "form-action 'none'");

/**
 * The headers of a photo. Opened by itself it is a document that runs nothing and has no origin. A sandboxed document
 * with a `Cross-Origin-Opener-Policy` would be a network error (HTML standard, "process a navigate fetch").
 */
export const PHOTO_HEADERS = {
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-opener-policy': 'unsafe-none',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
} as const;

/**
 * Sets the headers of every answer. A browser may load and run nothing in it, unless its route has set a policy of its
 * own: only the pages, `/docs` and the photos do.
 */
export const securityHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
    formAction: ["'none'"],
  },
  overwrite: false,
});
