-- The latency that was last known: a run that has just begun, or cannot begin, knows of none.
alter table telemetry add column known_at timestamptz;
alter table telemetry add column known_latency bigint;
