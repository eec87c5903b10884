-- A digest of what an instance was told of its agent when it started; empty when nobody wrote it down.
ALTER TABLE instance ADD COLUMN told TEXT NOT NULL DEFAULT '';
