-- PV's other reports: games, sums of days, bets with their details; amounts in currency units, times in UTC.
create table pv.games (
  account                varchar        not null,
  game_id                bigint         not null,
  seen_on                timestamp      not null,
  game_name              varchar        not null,
  game_type              varchar        not null,
  resource_url           varchar,
  resource_with_name_url varchar,
  extra                  json,
  window_start           timestamp      not null,
  fetched_at             timestamp      not null,
  revision               integer        not null,
  run_id                 uuid           not null
);

create table pv.stage_summary (
  account                varchar        not null,
  date                   timestamp      not null,
  bet_count              bigint         not null,
  bet_amount             decimal(18, 4) not null,
  gain_amount            decimal(18, 4) not null,
  company_gain_amount    decimal(18, 4) not null,
  extra                  json,
  window_start           timestamp      not null,
  fetched_at             timestamp      not null,
  revision               integer        not null,
  run_id                 uuid           not null
);

create table pv.bonus_summary (
  account                varchar        not null,
  date                   timestamp      not null,
  state                  integer        not null,
  release_count          bigint         not null,
  used_count             bigint         not null,
  release_bonus          decimal(18, 4) not null,
  converted_cash         decimal(18, 4) not null,
  bet_amount             decimal(18, 4) not null,
  win_amount             decimal(18, 4) not null,
  extra                  json,
  window_start           timestamp      not null,
  fetched_at             timestamp      not null,
  revision               integer        not null,
  run_id                 uuid           not null
);

create table pv.game_rounds (
  account                varchar        not null,
  event_id               varchar        not null,
  draw_id                varchar        not null,
  game_id                bigint         not null,
  user_id                bigint         not null,
  op_id                  varchar,
  bet_amount             decimal(18, 4) not null,
  gain_amount            decimal(18, 4) not null,
  start_at               timestamp      not null,
  end_at                 timestamp      not null,
  bet_areas              json,
  win_areas              json,
  game_result            json,
  award_odds             json,
  extra                  json,
  window_start           timestamp      not null,
  fetched_at             timestamp      not null,
  revision               integer        not null,
  run_id                 uuid           not null
);

create table pv.player_rounds (
  account                varchar        not null,
  event_id               varchar        not null,
  draw_id                varchar        not null,
  game_id                bigint         not null,
  user_id                bigint         not null,
  op_id                  varchar,
  bet_amount             decimal(18, 4) not null,
  gain_amount            decimal(18, 4) not null,
  credit_before_bet      decimal(18, 4),
  credit                 decimal(18, 4),
  start_at               timestamp      not null,
  end_at                 timestamp      not null,
  bet_areas              json,
  win_areas              json,
  game_result            json,
  award_odds             json,
  extra                  json,
  window_start           timestamp      not null,
  fetched_at             timestamp      not null,
  revision               integer        not null,
  run_id                 uuid           not null
);

create table pv.slot_spins (
  account                varchar        not null,
  event_id               varchar        not null,
  draw_id                varchar        not null,
  game_id                bigint         not null,
  user_id                bigint         not null,
  op_id                  varchar,
  bet_amount             decimal(18, 4) not null,
  gain_amount            decimal(18, 4) not null,
  credit_before_bet      decimal(18, 4),
  credit                 decimal(18, 4),
  start_at               timestamp      not null,
  end_at                 timestamp      not null,
  currency               varchar,
  feature                integer,
  extra_business         json,
  jackpot_amount         decimal(18, 4),
  is_buy                 boolean,
  extra                  json,
  window_start           timestamp      not null,
  fetched_at             timestamp      not null,
  revision               integer        not null,
  run_id                 uuid           not null
);

create table pv.game_totals (
  account                varchar        not null,
  date                   timestamp      not null,
  family                 varchar        not null,
  game_id                bigint         not null,
  bet_count              bigint         not null,
  bet_amount             decimal(18, 4) not null,
  gain_amount            decimal(18, 4) not null,
  company_gain_amount    decimal(18, 4),
  user_count             bigint,
  win_user_count         bigint,
  lose_user_count        bigint,
  extra                  json,
  window_start           timestamp      not null,
  fetched_at             timestamp      not null,
  revision               integer        not null,
  run_id                 uuid           not null
);

create table pv.player_totals (
  account                varchar        not null,
  date                   timestamp      not null,
  user_id                bigint         not null,
  family                 varchar        not null,
  game                   varchar        not null,
  game_id                bigint,
  op_id                  varchar,
  currency               varchar,
  bet_count              bigint,
  bet_amount             decimal(18, 4) not null,
  gain_amount            decimal(18, 4) not null,
  credit_before_game     decimal(18, 4),
  credit                 decimal(18, 4),
  extra                  json,
  window_start           timestamp      not null,
  fetched_at             timestamp      not null,
  revision               integer        not null,
  run_id                 uuid           not null
);
