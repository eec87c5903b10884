CREATE TABLE token (
    id             TEXT    NOT NULL PRIMARY KEY,
    name           TEXT    NOT NULL UNIQUE,
    hash           TEXT    NOT NULL UNIQUE,
    owner          TEXT    NOT NULL,
    scopes         TEXT    NOT NULL,
    agent          TEXT,
    created_at     BIGINT  NOT NULL,
    expires_at     BIGINT
);

CREATE TABLE audit (
    sequence       BIGINT  NOT NULL PRIMARY KEY,
    at             BIGINT  NOT NULL,
    who            TEXT    NOT NULL,
    action         TEXT    NOT NULL,
    subject        TEXT    NOT NULL,
    status         INTEGER NOT NULL,
    peer           TEXT    NOT NULL,
    request        TEXT    NOT NULL
);
