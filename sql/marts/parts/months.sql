-- Who played, by month where that is kept and clean; by hour since then, and in months with a dirty day.
(with months as materialized (
  select coalesce(max(months_until), date '0001-01-01') as months_until
    from sync.kept
), dirty as materialized (
  select distinct source, cast(date_trunc('month', gaming_day) as date) as month
    from sync.dirty_days
)
select source, account, currency, player_id, vendor_player_id, status, first_bet_at, last_bet_at, bets,
       stake, payout, ggr, rebate, wide_stake, wide_payout, wide_ggr, wide_rebate
  from sync.kept_months as kept
  anti join dirty using (source, month)
 union all by name
select source, account, currency, player_id, vendor_player_id, status, first_bet_at, last_bet_at, bets,
       stake, payout, ggr, rebate, wide_stake, wide_payout, wide_ggr, wide_rebate
  from sync.played
  join months on gaming_day >= months_until
 union all by name
select source, account, currency, player_id, vendor_player_id, status, first_bet_at, last_bet_at, bets,
       stake, payout, ggr, rebate, wide_stake, wide_payout, wide_ggr, wide_rebate
  from sync.played
  join months on gaming_day < months_until
  semi join dirty
    on dirty.source = played.source
   and dirty.month  = date_trunc('month', gaming_day))
