-- Reports of what was compared; made from the event log as the other tables are.
create table verification (
  project    text   not null,
  number     bigint not null,
  component  text   not null,
  status     text   not null,
  plan       json   not null,
  report     json,
  failure    json,
  started_by text   not null,
  started_at timestamptz not null,
  ended_at   timestamptz,
  primary key (project, number)
);

create table table_comparison (
  project       text   not null,
  number        bigint not null,
  source_schema text   not null,
  source_name   text   not null,
  comparison    json   not null,
  primary key (project, number, source_schema, source_name)
);

-- How far schedules were looked at; not made from topics: without it what is due is asked for from now on.
create table verification_schedule (
  project   text not null primary key,
  times     text not null,
  looked_at timestamptz not null
);
