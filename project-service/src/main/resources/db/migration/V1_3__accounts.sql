-- Who may use the API. Kept here alone: no rebuild of the projections touches it.
create table account (
  name            text not null primary key,
  kind            text not null,
  -- Encoded, with the encoder's name; null for those who sign in elsewhere.
  password        text,
  role            text not null,
  enabled         boolean not null default true,
  created_by      text not null,
  created_at      timestamptz not null,
  last_sign_in_at timestamptz
);
create unique index account_name on account (lower(name));

create table api_token (
  id           text not null primary key,
  name         text not null,
  -- SHA-256 of the token; a token is 256 bits of chance, so nothing slower is needed.
  hash         text not null unique,
  role         text not null,
  -- Ids of the only projects it is for; null for all.
  projects     text[],
  owner        text not null references account (name) on delete cascade,
  created_at   timestamptz not null,
  expires_at   timestamptz,
  last_used_at timestamptz
);
create unique index api_token_name on api_token (lower(name));

-- As Spring Session and Spring Security expect their tables.
create table spring_session (
  primary_id            char(36) not null primary key,
  session_id            char(36) not null unique,
  creation_time         bigint   not null,
  last_access_time      bigint   not null,
  max_inactive_interval int      not null,
  expiry_time           bigint   not null,
  principal_name        varchar(100)
);
create index spring_session_expiry on spring_session (expiry_time);
create index spring_session_principal on spring_session (principal_name);
create table spring_session_attributes (
  session_primary_id char(36)     not null references spring_session (primary_id) on delete cascade,
  attribute_name     varchar(200) not null,
  attribute_bytes    bytea        not null,
  primary key (session_primary_id, attribute_name)
);
create table one_time_tokens (
  token_value varchar(36) not null primary key,
  username    varchar(64) not null,
  expires_at  timestamp   not null
);

create table audit (
  seq     bigint generated always as identity primary key,
  at      timestamptz not null,
  actor   text not null,
  action  text not null,
  subject text,
  address text,
  detail  text
);
create index audit_at on audit (at);
