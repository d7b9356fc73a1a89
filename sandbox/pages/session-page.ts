import { html } from 'hono/html';
import { redirectTarget, type Session } from '../ilive/session.ts';
import { layout } from './layout.ts';

/** Milliseconds of holding still, and of showing the result before the redirect. */
export interface SessionPageTimes {
  holdMs: number;
  redirectMs: number;
}

/** What the person is told to do while the picture is taken. The prompts of active mode are shown, not judged. */
const PROMPTS = {
  passive: ['Look at the camera and hold still'],
  active: ['Look at the camera', 'Blink', 'Turn your head a little to the left', 'Smile'],
} as const;

/** The page where a person takes or chooses a picture and gets a verdict. */
export function sessionPage(session: Session, { holdMs, redirectMs }: SessionPageTimes) {
  const body = html`
    <main class="card" id="session" data-session-id="${session.id}" data-hold-ms="${holdMs}"
      data-redirect-ms="${redirectMs}" data-prompts="${PROMPTS[session.mode].join('|')}">
      <section id="start">
        <h1>Show your face</h1>
        <p>Good light, face to the camera, nothing in front of it. It takes a few seconds.</p>
        <div class="actions">
          <button type="button" id="use-camera" class="primary">Use the camera</button>
          <label class="button" for="picture">Choose a picture</label>
          <input type="file" id="picture" accept="image/jpeg,image/png" class="visually-hidden">
        </div>
        <p class="field">
          <label for="verdict">Verdict</label>
          <select id="verdict">
            <option value="auto">Automatic</option>
            <option value="pass">Pass</option>
            <option value="retry">Retry</option>
            <option value="fail">Fail</option>
          </select>
          <small>Automatic goes by the reference’s prefix, else passes any picture with a face.</small>
        </p>
      </section>

      <section id="hold" hidden>
        <h1 id="prompt" aria-live="polite"></h1>
        <div class="frame">
          <video id="video" playsinline muted hidden aria-label="Your camera"></video>
          <img id="preview" alt="The picture you chose" hidden>
          <div class="guide" aria-hidden="true"></div>
        </div>
        <label class="visually-hidden" for="progress">Progress</label>
        <progress id="progress" max="1" value="0"></progress>
        <button type="button" id="cancel">Cancel</button>
      </section>

      <section id="result" hidden tabindex="-1" aria-labelledby="verdict-title">
        <p class="mark" id="mark" aria-hidden="true"></p>
        <h1 id="verdict-title"></h1>
        <p id="verdict-text"></p>
        <p><a class="button primary" id="continue" hidden>Continue</a></p>
      </section>

      <p id="problem" class="problem" role="alert" hidden></p>
      <noscript><p class="problem">This page needs JavaScript.</p></noscript>
    </main>
    <script type="module" src="/assets/session.js"></script>`;
  return layout('Liveness check', body);
}

/** The page for a session that cannot be done any more. */
export function closedSessionPage(title: string, text: string, session: Session | null) {
  const target = session && redirectTarget(session);
  const link = target ? html`<p><a class="button primary" href="${target}">Continue</a></p>` : '';
  return layout(title, html`<main class="card"><h1>${title}</h1><p>${text}</p>${link}</main>`);
}
