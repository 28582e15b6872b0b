-- The table of a stream as it is declared; a later change of its columns is a migration.
create schema if not exists {{schema}};
create table if not exists {{table}} (
  account      varchar   not null,
  {{columns}},
  extra        json,
  window_start timestamp not null,
  fetched_at   timestamp not null,
  revision     integer   not null,
  run_id       uuid      not null
)
