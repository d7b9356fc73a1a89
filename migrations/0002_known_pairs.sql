-- Pairs of customers whose faces may be one person's, of which nobody has decided yet. The object that found a pair writes it with
-- its row. docs/storage.md describes each column.

CREATE TABLE known_pairs (
  -- The two, in the order of their characters.
  user_a TEXT NOT NULL CHECK (user_a < user_b AND length(user_a) BETWEEN 1 AND 120 AND instr(user_a, char(0)) = 0 AND user_a NOT GLOB '*[^A-Za-z0-9._:-]*'),
  user_b TEXT NOT NULL CHECK (length(user_b) BETWEEN 1 AND 120 AND instr(user_b, char(0)) = 0 AND user_b NOT GLOB '*[^A-Za-z0-9._:-]*'),
  face_a TEXT NOT NULL CHECK (length(face_a) <= 1024 AND instr(face_a, char(0)) = 0),
  face_b TEXT NOT NULL CHECK (length(face_b) <= 1024 AND instr(face_b, char(0)) = 0),
  similarity REAL NOT NULL CHECK (similarity BETWEEN 0 AND 1),
  found_ms INTEGER NOT NULL CHECK (found_ms BETWEEN 0 AND 253402300799999),
  -- Whose search found it: 'a' or 'b'.
  found_by TEXT NOT NULL CHECK (found_by IN ('a', 'b')),
  PRIMARY KEY (user_a, user_b)
) STRICT, WITHOUT ROWID;
-- The list, the most similar first.
CREATE INDEX known_pairs_by_similarity ON known_pairs (similarity, user_a, user_b);
-- The pairs of one customer, when a face is replaced or the customer is erased.
CREATE INDEX known_pairs_by_other ON known_pairs (user_b);
