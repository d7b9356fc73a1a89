-- The deployment as a whole: the jurisdiction that its data was created in, null for none. Written once, by the first request.
CREATE TABLE deployment (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  jurisdiction TEXT
) STRICT;
