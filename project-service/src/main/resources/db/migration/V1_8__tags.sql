-- Tags that somebody made, so that they can be chosen before a project has them. Those that projects
-- have are in the projects.
create table tag (
  name       text not null primary key,
  created_by text not null,
  created_at timestamptz not null
);
