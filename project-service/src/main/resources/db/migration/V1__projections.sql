-- What the API reads. Everything but name_reservation and command_sent is made from topics and can be
-- emptied and made again; see the rebuild in deploy/docs/api.md.

-- Where each projection continues to read; moved in the transaction that writes what was read.
create table projection_offset (
  topic       text   not null,
  partition   int    not null,
  next_offset bigint not null,
  primary key (topic, partition)
);

create table event (
  partition   int    not null,
  log_offset  bigint not null,
  seq         bigint generated always as identity,
  id          text   not null,
  type        text   not null,
  subject     text   not null,
  project     text   not null,
  source      text   not null,
  correlation text   not null,
  causation   text,
  actor       text   not null,
  traceparent text,
  time        timestamptz not null,
  data        json   not null,
  primary key (partition, log_offset)
);
create index event_project on event (project, seq);
create index event_subject on event (subject, seq);
create index event_correlation on event (correlation);
create index event_seq on event (seq);

-- The first event that names the command as its cause says what became of it.
create table command_outcome (
  command_id text not null primary key,
  outcome    text not null,
  event_id   text not null,
  event_type text not null,
  subject    text not null,
  failure    json,
  at         timestamptz not null
);

-- Commands that went through this gateway: tells an outcome still to come from an unknown id, and a
-- repeated idempotency key from one used twice for different things.
create table command_sent (
  command_id text not null primary key,
  type       text not null,
  subject    text not null,
  digest     text not null,
  actor      text not null,
  sent_at    timestamptz not null
);
create index command_sent_at on command_sent (sent_at);

create table project (
  id                text   not null primary key,
  name              text   not null,
  status            text   not null,
  type              text   not null,
  tags              text[] not null,
  source            text   not null,
  destination       text   not null,
  -- The folded events, the same value that the owner decides by.
  state             json   not null,
  -- By step: status, report, when. Outlives the state, which forgets steps once they are released.
  steps             json   not null,
  precheck          json,
  failure           json,
  pause_reason      text,
  recoverable_until timestamptz,
  created_by        text   not null,
  created_at        timestamptz not null,
  started_at        timestamptz,
  updated_at        timestamptz not null
);
create index project_created on project (created_at);
create index project_tags on project using gin (tags);

create table component (
  id         text  not null primary key,
  kind       text  not null,
  project    text  not null,
  region     text  not null,
  status     text  not null,
  -- The folded events, the same value that the owner decides by; spec outlives it.
  state      json  not null,
  spec       json  not null,
  instance   text,
  attempts   int   not null,
  failure    json,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index component_project on component (project);

create table data_source (
  id         text  not null primary key,
  name       text  not null,
  kind       text  not null,
  region     text  not null,
  settings   json  not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- Names that are taken; the key is what makes them unique. scope is 'project' or 'data-source'.
create table name_reservation (
  scope  text not null,
  name   text not null,
  holder text not null,
  primary key (scope, name)
);
create index name_reservation_holder on name_reservation (scope, holder);

create table telemetry (
  component_id text not null primary key,
  instance     text not null,
  at           timestamptz not null,
  data         json  not null,
  -- Progress by table of the last full step; later telemetry has none.
  tables       json
);

-- One hour, for charts.
create table telemetry_history (
  component_id         text not null,
  at                   timestamptz not null,
  latency_millis       bigint not null,
  rows_per_second      double precision not null,
  bytes_per_second     double precision not null,
  average_write_millis double precision not null,
  rows                 bigint not null,
  primary key (component_id, at)
);
create index telemetry_history_at on telemetry_history (at);

-- The latest lines of each component; the place in the topic makes a repeated delivery harmless.
create table log_line (
  partition    int    not null,
  log_offset   bigint not null,
  component_id text   not null,
  project_id   text   not null,
  instance     text   not null,
  at           timestamptz not null,
  level        text   not null,
  text         text   not null,
  primary key (partition, log_offset)
);
create index log_line_component on log_line (component_id, at);
