-- Sums of bets that are kept beside the facts (docs/decisions/0023), and which hours of them are yet to be made anew.
-- An hour, player, game and status has few bets to nearly all others, so that everything else is added up from there;
-- amounts that decimal(18, 4) does not hold stand in the wide columns: sums over decimal(38) take 25 times as long.
create table sync.kept_players (
  hour_start       timestamp not null,
  gaming_day       date      not null,
  source           varchar   not null,
  account          varchar   not null,
  currency         varchar   not null,
  game_id          varchar,
  named_game       varchar,
  player_id        varchar,
  vendor_player_id varchar,
  status           varchar   not null,
  first_bet_at     timestamp not null,
  last_bet_at      timestamp not null,
  bets             bigint    not null,
  stake            decimal(18, 4),
  payout           decimal(18, 4),
  ggr              decimal(18, 4),
  rebate           decimal(18, 4),
  wide_stake       decimal(38, 4),
  wide_payout      decimal(38, 4),
  wide_ggr         decimal(38, 4),
  wide_rebate      decimal(38, 4)
);
create table sync.kept_hours (
  hour_start  timestamp not null,
  gaming_day  date      not null,
  source      varchar   not null,
  account     varchar   not null,
  currency    varchar   not null,
  bets        bigint    not null,
  players     bigint    not null,
  stake       decimal(38, 4),
  payout      decimal(38, 4),
  ggr         decimal(38, 4),
  kept_stake  decimal(38, 4),
  kept_payout decimal(38, 4),
  rebate      decimal(38, 4)
);
create table sync.kept_days (
  gaming_day  date      not null,
  source      varchar   not null,
  account     varchar   not null,
  currency    varchar   not null,
  bets        bigint    not null,
  players     bigint    not null,
  stake       decimal(38, 4),
  payout      decimal(38, 4),
  ggr         decimal(38, 4),
  kept_stake  decimal(38, 4),
  kept_payout decimal(38, 4),
  rebate      decimal(38, 4)
);
create table sync.unkept_hours (
  source varchar   not null,
  hour   timestamp not null
);
create table sync.kept (
  is_made        boolean not null,
  touched        bigint  not null,
  wallet_seq     bigint  not null,
  wallet_closure bigint  not null,
  rows           bigint  not null,
  digest         varchar not null
);
insert into sync.kept values (false, 0, 0, 0, 0, '');
create table sync.gaming_days (
  gaming_day date      not null,
  starts     timestamp not null,
  ends       timestamp not null
);
