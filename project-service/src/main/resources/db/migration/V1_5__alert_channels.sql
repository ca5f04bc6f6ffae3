create table alert_channel (
  id         text not null primary key,
  name       text not null,
  -- Its secrets are sealed one by one.
  settings   json not null,
  enabled    boolean not null,
  created_by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index alert_channel_name on alert_channel (lower(name));

-- What a channel has to be told. Several that wait are sent as one message.
create table alert_delivery (
  id         bigint generated always as identity primary key,
  channel    text not null references alert_channel (id) on delete cascade,
  alert      text not null,
  notice     text not null,
  data       json not null,
  -- PENDING, SENT, FAILED (given up)
  status     text not null default 'PENDING',
  attempts   int  not null default 0,
  next_at    timestamptz not null,
  created_at timestamptz not null,
  ended_at   timestamptz,
  -- The message it went with, as its receiver knows it.
  message    text,
  error      text
);
create index alert_delivery_pending on alert_delivery (channel, id) where status = 'PENDING';
create index alert_delivery_alert on alert_delivery (alert, id);
create index alert_delivery_created on alert_delivery (created_at);
