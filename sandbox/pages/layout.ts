import { html } from 'hono/html';

/** A whole page around its body, with the notice that this is not the real thing. */
export function layout(title: string, body: unknown) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>${title} · Sandbox</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="/assets/sandbox.css">
      </head>
      <body>
        <p class="notice"><strong>Sandbox.</strong> A local stand-in for iLive: faces are recognised, liveness is not judged.</p>
        ${body}
      </body>
    </html>`;
}
