-- When the holder last asked for the name: tells a name left behind by a rename from one taken since.
alter table name_reservation add column reserved_at timestamptz not null default now();
