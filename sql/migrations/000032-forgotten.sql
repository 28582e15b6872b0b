-- Months whose rows stand in ClickHouse alone (docs/decisions/0033): one row for each account, table and gaming month.
create table sync.forgotten (
  account      varchar   not null,
  relation     varchar   not null,
  month        varchar   not null,
  starts       timestamp not null,
  ends         timestamp not null,
  rows         bigint    not null,
  revisions    bigint    not null,
  sums         json      not null,
  digest       varchar   not null,
  cluster      varchar   not null,
  change       bigint    not null,
  forgotten_at timestamp not null,
  run_id       uuid      not null
);
comment on table sync.forgotten is 'Months that this store has forgotten (GGR_KEEP_MONTHS): their rows stand in ClickHouse alone, and no figure here has them. Empty where nothing was forgotten.';
comment on column sync.forgotten.account      is 'Account at the vendor.';
comment on column sync.forgotten.relation     is 'Table, such as pv.bets.';
comment on column sync.forgotten.month        is 'Gaming month, such as 2025-03.';
comment on column sync.forgotten.starts       is 'First instant of its first gaming day, UTC: rows are told by the clock that gives the gaming day.';
comment on column sync.forgotten.ends         is 'First instant after its last gaming day, UTC.';
comment on column sync.forgotten.rows         is 'Rows of the table that went.';
comment on column sync.forgotten.revisions    is 'Their earlier versions, which went from sync.revisions.';
comment on column sync.forgotten.sums         is 'Sum of each amount over them, as decimals in text, by column.';
comment on column sync.forgotten.digest       is 'Digest of every column of every row and revision: ClickHouse had the same at that moment.';
comment on column sync.forgotten.cluster      is 'Host of the ClickHouse that has them.';
comment on column sync.forgotten.change       is 'Newest change in sync.changes at that moment; all up to it were shipped.';
comment on column sync.forgotten.forgotten_at is 'UTC.';
comment on column sync.forgotten.run_id       is 'The run that forgot it; see sync.runs.';
