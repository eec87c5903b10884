-- Which instance is in charge of an agent, and which one it has beside that while an update overlaps; 0 for none.
ALTER TABLE agent ADD COLUMN in_charge BIGINT NOT NULL DEFAULT 0;
ALTER TABLE agent ADD COLUMN beside BIGINT NOT NULL DEFAULT 0;
UPDATE agent SET in_charge = COALESCE((SELECT MAX(generation) FROM instance WHERE instance.agent = agent.id), 0);
