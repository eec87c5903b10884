-- Times are milliseconds since 1970 (UTC). What callers and agents sent is sealed; keys are keyed hashes.

-- Keys that values are sealed under, themselves sealed with the installation's key. Values name theirs.
CREATE TABLE sealing_key (
    number SMALLINT NOT NULL PRIMARY KEY,
    sealed TEXT     NOT NULL
);

-- One run of one server. It lives while its session holds the advisory lock of its epoch. `batch` is the last group of
-- changes that it committed. Whoever takes its entries over ends it first.
CREATE TABLE process (
    epoch      INTEGER NOT NULL PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    name       TEXT    NOT NULL,
    started_at BIGINT  NOT NULL,
    batch      BIGINT  NOT NULL DEFAULT 0,
    ended_at   BIGINT
);

CREATE TABLE entry (
    sequence        BIGINT   NOT NULL,
    nonce           BIGINT   NOT NULL,
    agent           TEXT     NOT NULL,
    process         INTEGER  NOT NULL,
    standing        SMALLINT NOT NULL,
    attempts        INTEGER  NOT NULL,
    generation      BIGINT,
    status          INTEGER,
    reason          TEXT,
    detail          TEXT,
    state_at        BIGINT,
    accepted_at     BIGINT   NOT NULL,
    deadline        BIGINT   NOT NULL,
    retention       BIGINT   NOT NULL,
    expires_at      BIGINT,
    bytes           BIGINT   NOT NULL,
    replay_sequence BIGINT,
    replay_nonce    BIGINT,
    key             TEXT,
    fingerprint     TEXT,
    call            BYTEA    NOT NULL,
    call_body       TEXT,
    call_length     BIGINT   NOT NULL,
    answer          BYTEA,
    answer_body     TEXT,
    answer_length   BIGINT,
    answer_kept     BOOLEAN,
    PRIMARY KEY (sequence, nonce)
);
ALTER TABLE entry ALTER COLUMN call SET STORAGE EXTERNAL, ALTER COLUMN answer SET STORAGE EXTERNAL;

CREATE INDEX entry_of_agent ON entry (agent, sequence, nonce);
CREATE INDEX entry_open ON entry (process, sequence) WHERE standing < 2;
CREATE INDEX entry_abandoned ON entry (agent, sequence, nonce) WHERE standing = 3;
CREATE UNIQUE INDEX entry_key ON entry (key) WHERE key IS NOT NULL;
CREATE INDEX entry_expiry ON entry (expires_at) WHERE expires_at IS NOT NULL;

-- A large body, in sealed pieces. One that never came to an entry goes when its process has ended.
CREATE TABLE body (
    name    TEXT    NOT NULL PRIMARY KEY,
    process INTEGER NOT NULL,
    kept    BOOLEAN NOT NULL
);
CREATE INDEX body_arriving ON body (process) WHERE NOT kept;

CREATE TABLE piece (
    body   TEXT    NOT NULL REFERENCES body (name) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    bytes  BYTEA   NOT NULL,
    PRIMARY KEY (body, number)
);
ALTER TABLE piece ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- What each process added to what is open of an agent. The sum over all processes counts: one may end what another
-- took on.
CREATE TABLE load (
    process INTEGER NOT NULL,
    agent   TEXT    NOT NULL,
    entries BIGINT  NOT NULL,
    bytes   BIGINT  NOT NULL,
    PRIMARY KEY (process, agent)
);
