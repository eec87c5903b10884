-- How Berth deals with an agent's calls and its sleep, as one JSON object; what is missing in it is at its default.
ALTER TABLE agent ADD COLUMN conduct TEXT NOT NULL DEFAULT '{}';
UPDATE agent SET conduct =
    '{"v":1,"start":"' || LOWER(start_policy) || '","open":' || CASE open WHEN 1 THEN 'true' ELSE 'false' END || '}';
ALTER TABLE agent DROP COLUMN start_policy;
ALTER TABLE agent DROP COLUMN open;
