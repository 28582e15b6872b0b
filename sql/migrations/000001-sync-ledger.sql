-- The ledger of what was pulled, and what every fact table leans on: accounts, settings, runs.
create schema ggr;

create table sync.settings (
  report_timezone varchar not null,
  day_start       interval not null,
  base_currency   varchar,
  is_demo         boolean not null
);

create table sync.accounts (
  account  varchar not null,
  vendor   varchar not null,
  currency varchar not null
);

create table sync.streams (
  account    varchar   not null,
  stream     varchar   not null,
  sync_start timestamp not null
);

create table sync.runs (
  run_id         uuid      not null,
  command        varchar   not null,
  arguments      varchar   not null,
  started_at     timestamp not null,
  ended_at       timestamp,
  outcome        varchar   not null,
  windows_loaded bigint,
  windows_failed bigint,
  received       bigint,
  inserted       bigint,
  updated        bigint,
  unchanged      bigint,
  withdrawn      bigint,
  quarantined    bigint,
  error          varchar
);

create table sync.windows (
  account       varchar   not null,
  stream        varchar   not null,
  window_start  timestamp not null,
  window_end    timestamp not null,
  state         varchar   not null check (state in ('pending', 'loaded', 'verified', 'mismatch', 'failed', 'expired')),
  received      bigint    not null,
  inserted      bigint    not null,
  updated       bigint    not null,
  unchanged     bigint    not null,
  quarantined   bigint    not null,
  withdrawn     bigint    not null,
  control_count bigint,
  control_stake decimal(38, 4),
  control_ggr   decimal(38, 4),
  fetched_at    timestamp,
  verified_at   timestamp,
  attempts      integer   not null,
  error         varchar,
  run_id        uuid      not null,
  check (window_start < window_end),
  check (received = inserted + updated + unchanged + quarantined)
);

create table sync.rejects (
  account      varchar   not null,
  stream       varchar   not null,
  window_start timestamp not null,
  window_end   timestamp not null,
  record_key   varchar,
  field        varchar   not null,
  reason       varchar   not null,
  raw          varchar   not null,
  fetched_at   timestamp not null,
  run_id       uuid      not null
);

create table sync.revisions (
  account      varchar   not null,
  stream       varchar   not null,
  record_key   varchar   not null,
  revision     integer   not null,
  reason       varchar   not null check (reason in ('replaced', 'withdrawn', 'superseded')),
  event_at     timestamp not null,
  fetched_at   timestamp not null,
  replaced_at  timestamp not null,
  window_start timestamp not null,
  run_id       uuid      not null,
  replaced_by  uuid      not null,
  "row"        json      not null
);

create table sync.unknown_fields (
  account    varchar   not null,
  stream     varchar   not null,
  field      varchar   not null,
  first_seen timestamp not null,
  run_id     uuid      not null
);
