-- Promises that agents are kept awake; one for each agent.
CREATE TABLE lease (
    agent          TEXT    NOT NULL PRIMARY KEY REFERENCES agent (id) ON DELETE CASCADE,
    until          BIGINT  NOT NULL,
    reason         TEXT    NOT NULL
);
