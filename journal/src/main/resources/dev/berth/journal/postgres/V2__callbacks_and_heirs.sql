-- What is still to be told to callers who asked for it. `standing`: 0 waiting, 1 due, 2 delivered, 3 given up. Addresses
-- are sealed with the installation's key.
CREATE TABLE callback (
    sequence    BIGINT  NOT NULL,
    nonce       BIGINT  NOT NULL,
    agent       TEXT    NOT NULL,
    url         TEXT    NOT NULL,
    destination TEXT    NOT NULL,
    standing    INTEGER NOT NULL,
    attempts    INTEGER NOT NULL,
    at          BIGINT,
    since       BIGINT,
    reason      TEXT,
    expires_at  BIGINT,
    PRIMARY KEY (sequence, nonce)
);
CREATE INDEX callback_waiting ON callback (sequence, nonce) WHERE standing = 0;
CREATE INDEX callback_due ON callback (at) WHERE standing = 1;
CREATE INDEX callback_done ON callback (expires_at) WHERE standing > 1;

-- Who took over what a dead process left open.
ALTER TABLE process ADD COLUMN heir INTEGER;
