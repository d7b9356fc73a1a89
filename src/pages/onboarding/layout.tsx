/** The frame of all the applicant's pages: title, steps, language switch. */
import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import type { HttpEnv } from '#src/http/context.ts';
import { caseEndingOf } from '#src/links/case-number.ts';
import { ONBOARDING_PATH } from '#src/links/onboarding-url.ts';
import { pageResponse } from '../page.tsx';
import { type Language, languageOf, languages } from './language.ts';
import { type Operator, operatorOf } from './operator.ts';
import type { Texts } from './texts/texts.ts';

const STEPS = ['stepConsent', 'stepPhoto', 'stepFace', 'stepResult'] as const;

/** What a page can say about the operator and the check. `caseEnding`: null where the check is not known. */
export type About = Operator & { readonly caseEnding: string | null };

/** One page of the applicant, independent of the language. */
export type Screen = {
  /** Identifies the page: the script replaces an open page only when the name or the language has changed. */
  readonly name: string;
  readonly heading: (texts: Texts) => string;
  readonly body: (texts: Texts, about: About) => Child;
  /** The CSS class of the picture above the heading, which shows the status. */
  readonly mark?: 'progress' | 'mark wait' | 'mark good' | 'mark no';
  /** The step shown as current, null for a page outside the steps. */
  readonly step: 1 | 2 | 3 | 4 | null;
  /** Whether the applicant has something to do here, which can be done on another device too. */
  readonly isTask?: boolean;
  /** Whether the script updates the page when the applicant changes. */
  readonly live?: boolean;
  /** An additional script of the page, by its file name under `/assets/`. */
  readonly script?: string;
  readonly formTargets?: readonly string[];
  /** Where the page is, for the language switch and the script; absent for the page of the applicant's next step. */
  readonly path?: string;
  /** Where the script asks for the page anew, if not at `path`. */
  readonly followPath?: string;
  /** The status of a response that says what did not work; absent for 200. */
  readonly status?: Parameters<typeof pageResponse>[2];
};

/** Answers with the page in the language of the request. */
export function showScreen(
  c: Context<HttpEnv>,
  {
    name,
    heading,
    body,
    step,
    mark,
    live,
    script,
    formTargets = [],
    path,
    followPath = path,
    status,
  }: Screen,
) {
  const language = languageOf(c);
  const { texts, code, dir } = language;
  const operator = operatorOf(c.get('services').config, language);
  const caseNumber = c.get('caseNumber');
  const caseEnding = caseNumber === undefined ? null : caseEndingOf(caseNumber);
  const brand = operator.brand ?? texts.title;
  // Where nothing can be tried again here, the heading says all.
  const problem = status !== undefined && step !== null;
  const children = (
    <>
      <a class="skip" href="#content">
        {texts.skip}
      </a>
      <header>
        <div>
          <p class="brand">
            <bdi>{brand}</bdi>
          </p>
          {caseEnding && (
            <p class="case">
              {texts.caseEnding} <bdi>{caseEnding}</bdi>
            </p>
          )}
        </div>
        <LanguageSwitch current={language} path={path} />
      </header>
      <output class="unseen" id="said" />
      <main
        id="content"
        tabindex={-1}
        data-name={name}
        data-case={caseNumber}
        data-live={live ? 'true' : undefined}
        data-path={followPath}
      >
        {step && <Steps step={step} texts={texts} />}
        {mark && <div class={mark} aria-hidden="true" />}
        <h1>{heading(texts)}</h1>
        {body(texts, { ...operator, caseEnding })}
      </main>
    </>
  );
  const title = `${problem ? `${texts.problemTitle}: ` : ''}${heading(texts)} – ${brand}`;
  const extraScripts = [script, live ? 'onboarding-live.js' : undefined].filter((file) => file !== undefined);
  const files = { styles: ['onboarding.css', 'brand.css'], scripts: ['onboarding.js', ...extraScripts] };
  return pageResponse(c, { title, lang: code, dir, ...files, formTargets, children }, status);
}

function Steps({ step, texts }: { step: number; texts: Texts }) {
  return (
    <ol class="steps" aria-label={texts.steps}>
      {STEPS.map((name, at) => (
        <li class={at + 1 < step ? 'done' : undefined} aria-current={at + 1 === step ? 'step' : undefined}>
          <span>{texts[name]}</span>
        </li>
      ))}
    </ol>
  );
}

function LanguageSwitch({
  current,
  path = ONBOARDING_PATH,
}: {
  current: Language;
  path: string | undefined;
}) {
  return (
    <nav aria-label={current.texts.languages}>
      <ul class="languages">
        {languages.map(({ code, name }) => (
          <li>
            <a
              href={`${path}?lang=${code}`}
              lang={code}
              hreflang={code}
              aria-current={code === current.code ? 'true' : undefined}
            >
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
