-- Invitations that came by mail: who alone can change the event, and the latest that was heard of it, by SEQUENCE and DTSTAMP. They
-- are remembered as long as the event is, deleted or not. `open` until it is answered.
CREATE TABLE invitation (
  event     INTEGER PRIMARY KEY REFERENCES calendar_event (seq) ON DELETE CASCADE,
  organizer TEXT NOT NULL,
  sequence  INTEGER NOT NULL,
  stamp     INTEGER NOT NULL,
  open      INTEGER NOT NULL
) STRICT;
CREATE INDEX invitation_open ON invitation (event) WHERE open = 1;
