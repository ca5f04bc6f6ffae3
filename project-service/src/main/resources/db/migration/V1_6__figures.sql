drop table telemetry_history;

-- The history of figures, sampled here, so that it goes on while a component is silent. Three
-- resolutions, each with partitions that are dropped whole when they are over.
create table figure_component (
  number    int  generated always as identity primary key,
  component text not null unique
);

create table figure_2s (
  component   int not null,
  at          timestamptz not null,
  latency_min real, latency_avg real, latency_max real,
  rps_min     real not null, rps_avg     real not null, rps_max     real not null,
  bytes_min   real not null, bytes_avg   real not null, bytes_max   real not null,
  write_min   real not null, write_avg   real not null, write_max   real not null,
  rows        bigint not null,
  primary key (component, at)
) partition by range (at);
create table figure_1m (like figure_2s including all) partition by range (at);
create table figure_1h (like figure_2s including all) partition by range (at);

create table figure_partition (
  name      text not null primary key,
  of_table  text not null,
  from_time timestamptz not null,
  to_time   timestamptz not null
);

-- Up to when a resolution has been made of the finer one.
create table figure_rolled (
  of_table text not null primary key,
  until    timestamptz not null
);

-- That a component runs and gets nowhere, in words; null while it does not.
alter table component_progress add column stalled text;

create index event_project_time on event (project, time);
