-- Why a rollout of a revision went back, as a sentence; empty when none did.
ALTER TABLE revision ADD COLUMN failure TEXT NOT NULL DEFAULT '';
