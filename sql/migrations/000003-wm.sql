-- WM's reports: bets in their newest version, tips, and the bets that are open now.
create schema wm;

create table wm.bets (
  account      varchar        not null,
  bet_id       varchar        not null,
  "user"       varchar        not null,
  bet_time     timestamp      not null,
  before_cash  decimal(18, 4),
  bet          decimal(18, 4) not null,
  validbet     decimal(18, 4) not null,
  water        decimal(18, 4) not null,
  result       varchar,
  bet_code     varchar,
  bet_result   varchar,
  waterbet     decimal(18, 4),
  win_loss     decimal(18, 4) not null,
  ip           varchar,
  gid          varchar        not null,
  event        varchar,
  event_child  varchar,
  table_id     varchar,
  gname        varchar,
  game_result  varchar,
  commission   varchar,
  reset        varchar,
  settime      timestamp,
  slot_game_id varchar,
  extra        json,
  window_start timestamp      not null,
  fetched_at   timestamp      not null,
  revision     integer        not null,
  run_id       uuid           not null
);

create table wm.tips (
  account      varchar        not null,
  bet_id       varchar        not null,
  id           varchar,
  username     varchar        not null,
  bet_time     timestamp      not null,
  tip          decimal(18, 4) not null,
  bet_result   varchar,
  win_loss     decimal(18, 4),
  ip           varchar,
  gid          varchar        not null,
  event        varchar,
  event_child  varchar,
  table_id     varchar,
  gname        varchar,
  extra        json,
  window_start timestamp      not null,
  fetched_at   timestamp      not null,
  revision     integer        not null,
  run_id       uuid           not null
);

create table wm.open_bets (
  account      varchar        not null,
  bet_id       varchar        not null,
  "user"       varchar        not null,
  bet_time     timestamp      not null,
  bet          decimal(18, 4) not null,
  bet_result   varchar,
  game_result  varchar,
  commission   varchar,
  gid          varchar        not null,
  event        varchar,
  event_child  varchar,
  table_id     varchar,
  gname        varchar,
  extra        json,
  window_start timestamp      not null,
  fetched_at   timestamp      not null,
  revision     integer        not null,
  run_id       uuid           not null
);

create table wm.transfers (
  account      varchar        not null,
  orderid      varchar        not null,
  "user"       varchar        not null,
  addtime      timestamp      not null,
  money        decimal(18, 4) not null,
  op_code      varchar        not null,
  subtotal     decimal(18, 4),
  ordernum     varchar,
  extra        json,
  window_start timestamp      not null,
  fetched_at   timestamp      not null,
  revision     integer        not null,
  run_id       uuid           not null
);

create table wm.balances (
  account      varchar        not null,
  "user"       varchar        not null,
  asked_at     timestamp      not null,
  balance      decimal(18, 4) not null,
  extra        json,
  window_start timestamp      not null,
  fetched_at   timestamp      not null,
  revision     integer        not null,
  run_id       uuid           not null
);

create table wm.games (
  gid  varchar not null,
  name varchar not null
);

insert into wm.games
values ('101', 'Baccarat'),
       ('102', 'Dragon Tiger'),
       ('103', 'Roulette'),
       ('104', 'Sic Bo'),
       ('105', 'Niuniu'),
       ('106', 'Samgong'),
       ('107', 'Fantan'),
       ('108', 'Sedie'),
       ('110', 'Fish-Prawn-Crab'),
       ('111', 'Golden Flower'),
       ('112', 'Wenzhou Pai Gow'),
       ('113', 'Mahjong Tiles'),
       ('128', 'Andar Bahar');
