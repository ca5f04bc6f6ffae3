-- What the last run of each component has written of each table.
create table table_changes (
  component_id text   not null,
  table_schema text   not null,
  table_name   text   not null,
  since        timestamptz not null,
  inserts      bigint not null,
  updates      bigint not null,
  deletes      bigint not null,
  conflicts    bigint not null,
  primary key (component_id, table_schema, table_name)
);
