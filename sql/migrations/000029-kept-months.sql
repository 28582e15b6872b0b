-- Sums of bets by month of the gaming day and player, for months before months_until: reports of all time group a
-- quarter of the rows. The newest months are added up from hours, so that a minute makes no month anew.
create table sync.kept_months (
  month            date      not null,
  source           varchar   not null,
  account          varchar   not null,
  currency         varchar   not null,
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
alter table sync.kept add column months_until date;
