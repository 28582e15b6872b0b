-- Answers of windows and walks that could not be mapped, as the vendor sent them, until what they lack is loaded: the
-- vendor may answer otherwise tomorrow. In the store and not beside it: they come and go with the ledger's rows in one
-- transaction, a backup has them, and players' data lie in one place.
create table sync.raw_pages (
  id           varchar   not null,
  account      varchar   not null,
  stream       varchar   not null,
  window_start timestamp,
  window_end   timestamp,
  page         integer   not null,
  call         varchar   not null,
  problem      varchar   not null,
  characters   bigint    not null,
  kept         bigint    not null,
  answer       blob      not null,
  kept_at      timestamp not null,
  run_id       uuid      not null
);
