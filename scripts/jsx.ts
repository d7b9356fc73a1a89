/** `node --import ./scripts/jsx.ts`: Node strips types by itself, but knows no JSX; the pages are written in it. */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const compilerOptions = {
  jsx: ts.JsxEmit.ReactJSX,
  jsxImportSource: 'hono/jsx',
  module: ts.ModuleKind.ESNext,
  target: ts.ScriptTarget.ES2022,
};

registerHooks({
  load(url, context, next) {
    if (!url.endsWith('.tsx')) return next(url, context);
    const text = readFileSync(fileURLToPath(url), 'utf8');
    const source = ts.transpileModule(text, { compilerOptions }).outputText;
    return { format: 'module', source, shortCircuit: true };
  },
});
