-- What one instance does at a time: whoever locks the row.
create table duty (name text not null primary key);
insert into duty (name) values ('alerts'), ('alert-events'), ('figures');

-- Alerts, and what people do about them, are decided here and told to the event log afterwards
-- (alert_event), so that somebody is told even when Kafka is what is broken.
create table alert (
  id             text not null primary key,
  condition      text not null,
  about          text not null,
  severity       text not null,
  project        text,
  alert          json not null,
  -- OPEN, ACKNOWLEDGED, RESOLVED
  status         text not null,
  -- True when somebody has ended it by hand and its condition is not over: it is not raised again.
  ended          boolean not null default false,
  told_at        timestamptz,
  gone_at        timestamptz,
  repeat_seconds bigint not null,
  -- Nobody is told of it until then; null when somebody is.
  silenced_until timestamptz,
  raised_at      timestamptz not null,
  changed_at     timestamptz not null,
  resolved_at    timestamptz,
  changed_by     text,
  note           text
);
create unique index alert_standing on alert (condition, about) where status <> 'RESOLVED' or ended;
create index alert_raised on alert (raised_at);
create index alert_project on alert (project, raised_at);

create table silence (
  id         text not null primary key,
  project    text,
  tag        text,
  condition  text,
  alert      text,
  begins_at  timestamptz not null,
  ends_at    timestamptz not null,
  reason     text not null,
  created_by text not null,
  created_at timestamptz not null
);

create table alert_settings (
  only_one   boolean not null primary key default true check (only_one),
  settings   json not null,
  changed_by text not null,
  changed_at timestamptz not null
);

-- How each component gets on, from one look to the next.
create table component_progress (
  component_id text not null primary key,
  mark         text not null,
  since        timestamptz not null,
  conflicts    bigint not null,
  conflict_at  timestamptz
);

create table alert_event (
  seq     bigint generated always as identity primary key,
  alert   text not null,
  type    text not null,
  actor   text not null,
  at      timestamptz not null,
  data    json not null,
  -- When it was put on the event log; null until then.
  sent_at timestamptz
);
create index alert_event_alert on alert_event (alert, seq);
create index alert_event_unsent on alert_event (seq) where sent_at is null;
