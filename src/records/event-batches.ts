/**
 * The log's copy in D1: `event_batches`, a row for each batch, keyed by the applicant's `log_no` and the `seq` of the
 * batch's last event. The view `events` has them one by one.
 */

/** Of `event_batches.id`, the bits for the `seq`: a log of 16 million events fits into no object. */
const SEQ_BITS = 24;

/** SQL of the ids of a log. */
export const idsOf = (logNo: string): string =>
  `BETWEEN (${logNo} << ${SEQ_BITS}) AND (${logNo} << ${SEQ_BITS}) + ${2 ** SEQ_BITS - 1}`;
/** SQL of the `seq` in an id. */
export const seqIn = (id: string): string => `(${id} & ${2 ** SEQ_BITS - 1})`;
/** SQL of the next free `log_no`. The numbers of logs with a batch are taken, and a number is given together with a batch. */
export const NEXT_LOG_NO = `((SELECT coalesce(max(id), 0) >> ${SEQ_BITS} FROM event_batches) + 1)`;

/**
 * SQL that adds a batch for the user ?1 with those of the events ?2 (a JSON array, by `seq`) that are not there yet. So a
 * batch may be sent again, also cut otherwise: no event comes twice, and none is changed.
 */
export const ADD_BATCH = `WITH added AS (
    SELECT a.log_no, e.value AS event, e.value ->> 'seq' AS seq FROM applicants a, json_each(?2) e
    WHERE a.user_id = ?1 AND e.value ->> 'seq' >
      (SELECT ${seqIn('coalesce(max(id), 0)')} FROM event_batches WHERE id ${idsOf('a.log_no')})
  )
  INSERT INTO event_batches (id, prev_hash, hash, events)
  SELECT (log_no << ${SEQ_BITS}) + max(seq),
    (SELECT event ->> 'prev_hash' FROM added ORDER BY seq LIMIT 1),
    (SELECT event ->> 'hash' FROM added ORDER BY seq DESC LIMIT 1),
    json_group_array(json_remove(event, '$.prev_hash') ORDER BY seq)
  FROM added HAVING count(*) > 0`;
