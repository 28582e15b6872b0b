-- PV's betting history (/api/all/history); amounts in currency units, times in UTC.
create schema pv;

create table pv.bets (
  account           varchar        not null,
  event_id          varchar        not null,
  draw_id           varchar        not null,
  game_id           bigint         not null,
  user_id           bigint         not null,
  op_id             varchar        not null,
  bet_amount        decimal(18, 4) not null,
  gain_amount       decimal(18, 4) not null,
  credit_before_bet decimal(18, 4) not null,
  credit            decimal(18, 4) not null,
  start_at          timestamp      not null,
  end_at            timestamp      not null,
  extra             json,
  window_start      timestamp      not null,
  fetched_at        timestamp      not null,
  revision          integer        not null,
  run_id            uuid           not null
);
