-- Only hashes of tokens are kept. A token that is limited to an agent goes with it.
CREATE TABLE token (
    id             TEXT    NOT NULL PRIMARY KEY,
    name           TEXT    NOT NULL UNIQUE,
    owner          TEXT    NOT NULL,
    scopes         TEXT    NOT NULL,
    agent          TEXT    REFERENCES agent (id) ON DELETE CASCADE,
    hash           TEXT    NOT NULL,
    created_at     BIGINT  NOT NULL,
    expires_at     BIGINT
);
CREATE INDEX token_agent ON token (agent);

-- Lines outlive the agents that they are about. The id is the time with a count below it, so it sorts by time.
CREATE TABLE audit (
    id             BIGINT  NOT NULL PRIMARY KEY,
    at             BIGINT  NOT NULL,
    who            TEXT    NOT NULL,
    owner          TEXT    NOT NULL,
    action         TEXT    NOT NULL,
    agent          TEXT,
    outcome        TEXT    NOT NULL,
    peer           TEXT    NOT NULL,
    request_id     TEXT    NOT NULL
);
CREATE INDEX audit_agent ON audit (agent, id);
