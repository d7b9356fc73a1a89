/** Which lines of a bundle came from where, by the comments that esbuild writes above each module. */

/** A module's text in the bundle, and the line it begins on, from 0. */
export type BundlePart = { readonly from: string; readonly line: number; readonly text: string };

/** Packages by their name, our own code by its folder. */
export function partsOf(script: string): readonly BundlePart[] {
  const lines = script.split('\n');
  const starts = lines.flatMap((line, index) => {
    const path = line.match(/^\s*\/\/ ((?:\.\.\/)*(?:node_modules|src)\/\S+|package\.json)$/)?.[1];
    return path === undefined ? [] : [{ from: groupOf(path), line: index }];
  });
  const all = [{ from: 'wrangler', line: 0 }, ...starts];
  return all.map(({ from, line }, index) => {
    const text = lines.slice(line, all[index + 1]?.line).join('\n');
    return { from, line, text };
  });
}

/** Whose that line is. */
export function ownerOf(parts: readonly BundlePart[], line: number): string {
  return parts.findLast((part) => part.line <= line)?.from ?? 'wrangler';
}

function groupOf(path: string): string {
  const name = path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1];
  if (name === 'zod' && path.includes('/locales/')) return 'zod, its messages in other languages';
  return name ?? path.split('/').slice(0, 2).join('/');
}
