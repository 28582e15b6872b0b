-- Checks are evidence: one row for each comparison of what we hold with a second witness, kept for ever.
create table sync.checks (
  account      varchar   not null,
  stream       varchar   not null,
  window_start timestamp not null,
  window_end   timestamp not null,
  witness      varchar   not null,
  verdict      varchar   not null check (verdict in ('equal', 'differs', 'inconclusive', 'waived')),
  ours_count   bigint,
  ours_stake   decimal(38, 4),
  ours_ggr     decimal(38, 4),
  theirs_count bigint,
  theirs_stake decimal(38, 4),
  theirs_ggr   decimal(38, 4),
  reason       varchar,
  checked_at   timestamp not null,
  run_id       uuid,
  "by"         varchar,
  until        timestamp,
  check (window_start < window_end)
);
