-- POP's reports, and the ledger of streams that are read by a cursor instead of windows.
create schema pop;

create table pop.bets (
  account      varchar        not null,
  id           varchar        not null,
  pid          varchar,
  user_id      varchar        not null,
  game_id      varchar        not null,
  bet          decimal(18, 4) not null,
  win          decimal(18, 4) not null,
  insert_time  timestamp      not null,
  app_id       varchar,
  balance      decimal(18, 4),
  win_lose     decimal(18, 4) not null,
  grade        varchar,
  round_id     varchar,
  completed    boolean,
  extra        json,
  window_start timestamp      not null,
  fetched_at   timestamp      not null,
  revision     integer        not null,
  run_id       uuid           not null
);

create table pop.games (
  account      varchar   not null,
  game_id      varchar   not null,
  name         varchar   not null,
  type         varchar   not null,
  platform     varchar,
  icon_url     varchar,
  seen_on      timestamp not null,
  extra        json,
  window_start timestamp not null,
  fetched_at   timestamp not null,
  revision     integer   not null,
  run_id       uuid      not null
);

create table sync.cursors (
  account        varchar   not null,
  stream         varchar   not null,
  range_start    timestamp,
  range_end      timestamp,
  start_cursor   varchar   not null,
  cursor         varchar   not null,
  is_whole       boolean   not null,
  is_complete    boolean   not null,
  first_event_at timestamp,
  last_event_at  timestamp,
  complete_until timestamp,
  reached_end_at timestamp,
  rows           bigint    not null,
  attempts       integer   not null,
  error          varchar,
  updated_at     timestamp not null,
  run_id         uuid      not null
);
