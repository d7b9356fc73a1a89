/**
 * What each fault at each call comes to, as the contract says it. Written by hand: nothing here is computed.
 *
 * | code | the end |
 * | --- | --- |
 * | ok   | nobody notices: every answer to the caller is a success, the end is `approved` |
 * | now  | `in_review` with `verification_unavailable` at once |
 * | 5    | the same after five quick tries |
 * | 24h  | the same after a day of tries |
 * | 502  | the start is answered `ilive_unavailable`, the applicant still awaits a session; no session, no event |
 * | 422  | the upload is answered `no_face_in_id_photo`, an ID photo is still awaited |
 * | lost | `awaiting_liveness` with `photo_unavailable`: a new session is needed, no attempt was used |
 * | gone | the face that must not stay is gone |
 * | on   | the same face may still be there, and is tried for until it is gone, however long iLive cannot, or will not |
 */
export type End = 'ok' | 'now' | '5' | '24h' | '502' | '422' | 'lost' | 'gone' | 'on';

/**
 * The fault comes once, at the first call. `list` is called because the first index call's answer was lost.
 * 404 at `list` and `index` means that the collection is missing, so it is made. 409 at `create_collection` means that it
 * is there already, and it is not. 401 says `invalid_api_key` and 403 `account_inactive`: our key's fault, not the applicant's.
 */
export const FIRST = `
                   refused reset timeout 408 429 500 502 503 401 403 404  409  422  garbage missing lost
create_session     502     502   502     502 502 502 502 502 502 502 502  502  502  502     502     502
result             ok      ok    ok      ok  ok  ok  ok  ok  ok  ok  ok   now  now  ok      ok      ok
photo              ok      ok    ok      ok  ok  ok  ok  ok  ok  ok  lost now  now  ok      ok      ok
detect             ok      ok    ok      ok  ok  ok  ok  ok  ok  ok  ok   ok   422  ok      ok      ok
compare            ok      ok    ok      ok  ok  ok  ok  ok  ok  ok  now  now  now  ok      ok      ok
create_collection  ok      ok    ok      ok  ok  ok  ok  ok  ok  ok  now  5    now  ok      ok      ok
index              ok      ok    ok      ok  ok  ok  ok  ok  ok  ok  ok   now  now  ok      ok      ok
list               ok      ok    ok      ok  ok  ok  ok  ok  ok  ok  ok   now  now  ok      ok      ok
search             ok      ok    ok      ok  ok  ok  ok  ok  ok  ok  ok   now  now  ok      ok      ok
delete:rejected    gone    gone  gone    gone gone gone gone gone gone gone gone gone gone gone    gone    gone
delete:older       gone    gone  gone    gone gone gone gone gone gone gone gone gone gone gone    gone    gone
`;

/** The fault comes at every call, for as long as anybody tries. */
export const ALL = `
                   refused reset timeout 408 429 500 502 503 401 403 404  409  422  garbage missing lost
create_session     502     502   502     502 502 502 502 502 502 502 502  502  502  502     502     502
result             24h     24h   24h     24h 24h 24h 24h 24h 24h 24h 5    now  now  5       5       24h
photo              24h     24h   24h     24h 24h 24h 24h 24h 24h 24h lost now  now  5       5       24h
detect             ok      ok    ok      ok  ok  ok  ok  ok  ok  ok  ok   ok   422  ok      ok      ok
compare            24h     24h   24h     24h 24h 24h 24h 24h 24h 24h now  now  now  5       5       24h
create_collection  24h     24h   24h     24h 24h 24h 24h 24h 24h 24h now  5    now  5       5       24h
index              24h     24h   24h     24h 24h 24h 24h 24h 24h 24h 5    now  now  5       5       ok
list               24h     24h   24h     24h 24h 24h 24h 24h 24h 24h 5    now  now  5       5       24h
search             24h     24h   24h     24h 24h 24h 24h 24h 24h 24h 5    now  now  5       5       24h
delete:rejected    on      on    on      on  on  on  on  on  on  on  on   on   on   on      on      on
delete:older       on      on    on      on  on  on  on  on  on  on  on   on   on   on      on      on
`;

/** One cell of a table. `row` names the call, and for a deletion which face it is for. */
export type Cell = { readonly row: string; readonly fault: string; readonly end: End };

/** The cells of a table, row by row. */
export function cellsOf(table: string): readonly Cell[] {
  const [faults = [], ...rows] = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/ +/));
  return rows.flatMap(([row = '', ...ends]) =>
    ends.map((end, column) => ({ row, fault: faults[column] ?? '', end: end as End })),
  );
}
