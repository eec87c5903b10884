-- One dialect for SQLite and PostgreSQL. Times are milliseconds since 1970 (UTC). Each column has one writer.
CREATE TABLE agent (
    id             TEXT    NOT NULL PRIMARY KEY,
    slug           TEXT    NOT NULL UNIQUE,
    version        BIGINT  NOT NULL,
    name           TEXT    NOT NULL,
    description    TEXT    NOT NULL,
    type           TEXT    NOT NULL,
    labels         TEXT    NOT NULL,
    config         TEXT    NOT NULL,
    kind           TEXT    NOT NULL,
    owner          TEXT    NOT NULL,
    start_policy   TEXT    NOT NULL,
    open           INTEGER NOT NULL,
    wish           TEXT    NOT NULL,
    latest         INTEGER NOT NULL,
    restarts       INTEGER NOT NULL,
    created_at     BIGINT  NOT NULL,
    updated_at     BIGINT  NOT NULL
);

CREATE TABLE revision (
    agent          TEXT    NOT NULL REFERENCES agent (id) ON DELETE CASCADE,
    number         INTEGER NOT NULL,
    spec           TEXT    NOT NULL,
    secrets        TEXT    NOT NULL,
    created_at     BIGINT  NOT NULL,
    PRIMARY KEY (agent, number)
);

CREATE TABLE instance (
    agent          TEXT    NOT NULL REFERENCES agent (id) ON DELETE CASCADE,
    generation     BIGINT  NOT NULL,
    revision       INTEGER NOT NULL,
    host           TEXT    NOT NULL,
    goal           TEXT    NOT NULL,
    depth          TEXT    NOT NULL,
    state          TEXT    NOT NULL,
    attempt        INTEGER NOT NULL,
    placed_at      BIGINT  NOT NULL,
    ready_at       BIGINT,
    PRIMARY KEY (agent, generation)
);

CREATE TABLE event (
    agent          TEXT    NOT NULL REFERENCES agent (id) ON DELETE CASCADE,
    sequence       BIGINT  NOT NULL,
    at             BIGINT  NOT NULL,
    kind           TEXT    NOT NULL,
    reason         TEXT    NOT NULL,
    generation     BIGINT  NOT NULL,
    PRIMARY KEY (agent, sequence)
);

CREATE TABLE host_port (
    host           TEXT    NOT NULL,
    port           INTEGER NOT NULL,
    agent          TEXT    NOT NULL REFERENCES agent (id) ON DELETE CASCADE,
    position       INTEGER NOT NULL,
    listen         TEXT    NOT NULL,
    container      INTEGER NOT NULL,
    PRIMARY KEY (host, port)
);
CREATE INDEX host_port_agent ON host_port (agent);

CREATE TABLE setting (
    name           TEXT    NOT NULL PRIMARY KEY,
    content        TEXT    NOT NULL
);
