/** The page with the pairs of customers from before who may be one person. */
import type { PairPosition } from '#src/d1/known-pairs.ts';
import { Photo } from '../case/photos.tsx';
import { MAX_NOTE } from '../forms/form.ts';
import { STATUS_LABELS } from '../labels.ts';
import { Moment } from '../time.tsx';
import type { OpenPair, PairSide, PairsPage } from './pairs.ts';

/** What the page shows. */
export type KnownPageProps = PairsPage & {
  /** Where this page starts; null for the first. */
  readonly from: PairPosition | null;
  readonly token: string;
  readonly mayDecide: boolean;
};

/** Makes the address of the page that starts behind a pair. */
export function knownPath(after: PairPosition | null, path = '/review/known'): string {
  if (after === null) return path;
  const [similarity, a, b] = after;
  return `${path}?${new URLSearchParams({ similarity: String(similarity), a, b })}`;
}

/** Renders the page. */
export function KnownPage({ pairs, next, from, token, mayDecide }: KnownPageProps) {
  return (
    <>
      <h1>Known customers</h1>
      <p class="quiet">
        Pairs of customers whose faces are alike, the most alike first. No onboarding waits for them. Your
        answer takes the pair off this list, and stands in the timelines of both.
      </p>
      {pairs.length === 0 ? <p>No pair waits for a decision here.</p> : null}
      <div class="others">
        {pairs.map((pair) => (
          <Pair pair={pair} from={from} token={token} mayDecide={mayDecide} />
        ))}
      </div>
      <p class="pages">
        {from ? <a href="/review/known">First page</a> : null}{' '}
        {next ? <a href={knownPath(next)}>Next page</a> : null}
      </p>
    </>
  );
}

type PairProps = Pick<KnownPageProps, 'from' | 'token' | 'mayDecide'> & { readonly pair: OpenPair };

function Pair({ pair: { similarity, foundAt, sides }, from, token, mayDecide }: PairProps) {
  const [one, other] = sides;
  const title = `${one.userId} and ${other.userId}`;
  return (
    <article aria-label={title}>
      <h2>
        <Name side={one} /> and <Name side={other} />
      </h2>
      <p>
        Similarity <strong>{similarity.toFixed(2)}</strong>, found <Moment at={foundAt} />
      </p>
      <div class="photos small">
        {sides.map((side) => (
          <Face side={side} />
        ))}
      </div>
      {mayDecide ? (
        <form method="post" action={knownPath(from, '/review/known/decisions')}>
          <input type="hidden" name="token" value={token} />
          <input type="hidden" name="user_id" value={one.userId} />
          <input type="hidden" name="other_user_id" value={other.userId} />
          <input type="hidden" name="face_id" value={one.faceId} />
          <input type="hidden" name="other_face_id" value={other.faceId} />
          <label>
            Note on {title}
            <textarea name="note" rows={2} maxlength={MAX_NOTE} />
          </label>
          <button type="submit" name="decision" value="same_person">
            The same person
          </button>{' '}
          <button type="submit" name="decision" value="different">
            Different people
          </button>
        </form>
      ) : null}
    </article>
  );
}

function Name({ side: { userId, applicant } }: { side: PairSide }) {
  return applicant ? <a href={`/review/applicants/${userId}`}>{userId}</a> : <span>{userId}</span>;
}

/** One of the two: the picture where there is one, and where the customer comes from. */
function Face({ side: { userId, applicant, picture } }: { side: PairSide }) {
  const source = applicant?.known_face?.source;
  return (
    <div>
      {picture ? (
        <Photo user={userId} photo={picture} title={TITLES[picture]} face={null} others={[]} warnings={[]} />
      ) : (
        <p class="frame none">
          {applicant ? NOT_KEPT : 'The face is in the collection; no customer of that id is here.'}
        </p>
      )}
      <p>
        {applicant ? STATUS_LABELS[applicant.status] : null}
        {source ? `, from ${source}` : null}
      </p>
    </div>
  );
}

const TITLES = { known: 'Picture from before', liveness: 'Liveness photo' } as const;
const NOT_KEPT =
  'No picture is kept of this face: it was given without “keep_photo”, or deleted, or a newer picture or face check has come.';
