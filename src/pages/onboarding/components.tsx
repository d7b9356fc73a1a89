/** Components that several of the applicant's pages use. */
import type { Texts } from './texts/texts.ts';

/** Shows what did not work. Screen readers read it at once, and the script puts the focus on it. */
export function Problem({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <div class="problem" id="problem" role="alert" tabindex={-1}>
      <strong>{title}</strong>
      {lines.map((line) => (
        <p>{line}</p>
      ))}
    </div>
  );
}

/** Renders a list of tips. */
export function Tips({ lines }: { lines: readonly string[] }) {
  return (
    <ul class="tips">
      {lines.map((line) => (
        <li>{line}</li>
      ))}
    </ul>
  );
}

/** Renders the hidden field that says for which applicant a form was made. */
export function FormToken({ token }: { token: string }) {
  return <input type="hidden" name="form_token" value={token} />;
}

/** Offers to go on with the phone, on a screen that has a mouse. */
export function PhoneOffer({ t }: { t: Texts }) {
  return (
    <div class="offer on-desk">
      <p>{t.phoneOfferWhy}</p>
      <a class="button second" href="/onboarding/phone">
        {t.phoneOffer}
      </a>
    </div>
  );
}

/** Says by which number the operator finds the check. */
export function CaseHelp({ t, caseEnding }: { t: Texts; caseEnding: string | null }) {
  if (caseEnding === null) return null;
  return (
    <p class="hint">
      {t.caseHelp}{' '}
      <strong>
        <bdi>{caseEnding}</bdi>
      </strong>
    </p>
  );
}

/** Links to the operator's support page and privacy notice, those of them that are set. */
export function HelpLinks({
  t,
  links: { supportUrl, privacyUrl },
}: {
  t: Texts;
  links: { readonly supportUrl: string | null; readonly privacyUrl?: string | null };
}) {
  if (!supportUrl && !privacyUrl) return null;
  return (
    <p class="help">
      {supportUrl && (
        <a class="quiet" href={supportUrl} rel="noreferrer">
          {t.supportLink}
        </a>
      )}
      {privacyUrl && (
        <a class="quiet" href={privacyUrl} rel="noreferrer">
          {t.privacyLink}
        </a>
      )}
    </p>
  );
}
