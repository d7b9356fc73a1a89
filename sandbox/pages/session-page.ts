import { html } from 'hono/html';
import { redirectTarget, type Session } from '../ilive/session.ts';
import { layout } from './layout.ts';

/** Milliseconds of holding still, and of showing the result before the redirect. */
export interface SessionPageTimes {
  holdMs: number;
  redirectMs: number;
}

/**
 * What the person is told to do while the picture is taken. The prompts of active mode are shown, not judged; a
 * second each is needed to read them, and the picture is taken at the end of the last one.
 */
const PROMPTS = {
  passive: ['Look at the camera'],
  active: ['Blink', 'Smile', 'Look at the camera'],
} as const;

/** The page where a person takes or chooses a picture and gets a verdict. */
export function sessionPage(session: Session, { holdMs, redirectMs }: SessionPageTimes) {
  const body = html`
    <main class="card" id="session" data-session-id="${session.id}" data-hold-ms="${holdMs}"
      data-redirect-ms="${redirectMs}" data-prompts="${PROMPTS[session.mode].join('|')}">
      <section id="start" tabindex="-1" aria-labelledby="start-title">
        <h1 id="start-title">Show your face</h1>
        <p>Good light, face to the camera, nothing in front of it. It takes a few seconds.</p>
        <p id="problem" class="problem" role="alert" hidden></p>
        <noscript><p class="problem">This page needs JavaScript.</p></noscript>
        <div class="actions">
          <button type="button" id="use-camera" class="primary">Use the camera</button>
          <div class="choice">
            <input type="file" id="picture" accept="image/jpeg,image/png" class="visually-hidden">
            <label class="button" for="picture">Choose a picture</label>
          </div>
        </div>
        <p class="field">
          <label for="verdict">Verdict to give</label>
          <select id="verdict" aria-describedby="verdict-hint">
            <option value="auto">Automatic</option>
            <option value="pass">Pass</option>
            <option value="retry">Retry</option>
            <option value="fail">Fail</option>
          </select>
          <small id="verdict-hint">Only in the sandbox. Automatic goes by the reference’s prefix, else passes any
            picture with a face.</small>
        </p>
      </section>

      <section id="hold" hidden tabindex="-1" aria-labelledby="prompt">
        <h1 id="prompt" aria-live="polite"></h1>
        <div class="frame">
          <video id="video" playsinline muted hidden aria-label="Your camera"></video>
          <img id="preview" alt="The picture you chose" hidden>
          <div class="guide" id="guide" aria-hidden="true" hidden></div>
        </div>
        <label class="visually-hidden" for="progress">Progress</label>
        <progress id="progress" max="1" value="0"></progress>
        <button type="button" id="cancel">Cancel</button>
      </section>

      <section id="result" hidden tabindex="-1" aria-labelledby="verdict-title" aria-describedby="verdict-text">
        <p class="mark" id="mark" aria-hidden="true"></p>
        <h1 id="verdict-title"></h1>
        <p id="verdict-text"></p>
        <a class="button primary" id="continue" hidden>Continue</a>
      </section>
    </main>
    <script type="module" src="/assets/session.js"></script>`;
  return layout('Liveness check', body);
}

/** Why a session cannot be done, told to the person. */
const CLOSED = {
  unknown: {
    title: 'Unknown session',
    text: 'There is no such session; the sandbox forgets them when it stops. Ask for a new link.',
  },
  expired: { title: 'Session expired', text: 'Ask for a new link to try again.' },
  decided: { title: 'Session done', text: 'This session already has its verdict.' },
} as const;

/** The page for a session that cannot be done (any more); one with a verdict leads on. */
export function closedSessionPage(reason: keyof typeof CLOSED, session: Session | null) {
  const { title, text } = CLOSED[reason];
  const target = reason === 'decided' && session ? redirectTarget(session) : null;
  const goodbye = reason === 'decided' && !target ? ' You can close this page.' : '';
  const link = target ? html`<a class="button primary" href="${target}">Continue</a>` : '';
  return layout(title, html`<main class="card"><h1>${title}</h1><p>${text}${goodbye}</p>${link}</main>`);
}
