-- Figures of gaming days: what is kept of clean ones; dirty ones from their hours.
with dirty as materialized (
  from sync.dirty_days
)
select gaming_day, source, account, currency, bets, players, stake, payout, ggr, kept_stake, kept_payout, rebate
  from sync.kept_days as kept
  anti join dirty using (source, gaming_day)
 union all by name
select gaming_day, source, account, currency,
       {{sums}}
  from sync.played
  semi join dirty using (source, gaming_day)
 where status <> 'open'
 group by all
