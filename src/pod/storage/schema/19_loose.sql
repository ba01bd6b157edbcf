-- What is loose is swept the oldest first, however much there is of it.
CREATE INDEX loose_blob_since ON loose_blob (since);
CREATE INDEX loose_value_since ON loose_value (since);
