-- With what an agent's callbacks are signed. It outlives its agent for as long as callbacks of it may be owed.
CREATE TABLE callback_secret (
    agent          TEXT    NOT NULL PRIMARY KEY,
    sealed         TEXT    NOT NULL,
    made_at        BIGINT  NOT NULL
);
