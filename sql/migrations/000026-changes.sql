-- The outbox for ClickHouse: what each commit changed, in its own transaction (docs/decisions/0025). Nothing is
-- noted unless a cluster is configured: its first row stands for the store itself and begins the numbers.
create table sync.changes (
  number     bigint    not null,
  id         uuid      not null,
  relation   varchar   not null,
  account    varchar,
  stream     varchar,
  starts     timestamp,
  ends       timestamp,
  since      timestamp,
  run_id     uuid,
  is_whole   boolean   not null,
  rows       bigint    not null,
  changed_at timestamp not null
);
