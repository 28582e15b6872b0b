-- Where a window's pages wait until all of them are here; DuckDB spills it to disk when it grows.
create or replace temp table stage (
  {{columns}},
  extra varchar,
  page  integer
);
create or replace temp table stage_rejects (
  record_key varchar,
  field      varchar,
  reason     varchar,
  kind       varchar,
  raw        varchar,
  page       integer
)
