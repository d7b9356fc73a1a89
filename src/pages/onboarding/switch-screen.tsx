/** The question before a browser is switched from one applicant's check to another's. */
import { caseEndingOf } from '#src/links/case-number.ts';
import { FormToken, HelpLinks } from './components.tsx';
import type { Screen } from './layout.tsx';

/** The input of the question. */
export type SwitchScreenProps = {
  /** The token of the link that was opened. */
  readonly token: string;
  /** The token for forms of the present applicant, who is the one that is asked. */
  readonly formToken: string;
  /** The case numbers of the check that the browser is in, and of the link. */
  readonly present: string;
  readonly other: string;
};

/** Makes the question. Nothing is switched until its form is sent; the other way leads back to the present check. */
export function switchScreen({ token, formToken, present, other }: SwitchScreenProps): Screen {
  return {
    name: 'switch',
    step: null,
    path: `/onboarding/open/${token}`,
    heading: (t) => t.switchTitle,
    body: (t, { brand, supportUrl }) => (
      <>
        <p class="lead">{t.switchLead}</p>
        <ul class="facts">
          <li>
            {t.switchPresent} <Case number={present} brand={brand} />
          </li>
          <li>
            {t.switchOther} <Case number={other} brand={brand} />
          </li>
        </ul>
        <p>{t.switchWarning}</p>
        <div class="stay">
          <a class="button" href="/onboarding">
            {t.switchStay}
          </a>
        </div>
        <form method="post" action="/onboarding/switch">
          <FormToken token={formToken} />
          <input type="hidden" name="link" value={token} />
          <button type="submit" class="second">
            {t.switchGo}
          </button>
        </form>
        <HelpLinks t={t} links={{ supportUrl }} />
      </>
    ),
  };
}

function Case({ number, brand }: { number: string; brand: string | null }) {
  return (
    <>
      <strong>
        <bdi>{caseEndingOf(number)}</bdi>
      </strong>
      {brand && (
        <>
          {' '}
          (<bdi>{brand}</bdi>)
        </>
      )}
    </>
  );
}
