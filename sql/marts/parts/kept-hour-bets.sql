-- Figures of hours: what is kept of clean ones; dirty ones from the facts.
with dirty as materialized (
  from sync.dirty_hours
)
select hour_start, gaming_day, source, account, currency, bets, players, stake, payout, ggr, kept_stake, kept_payout, rebate
  from sync.kept_hours as kept
  anti join dirty
    on dirty.source = kept.source
   and dirty.hour   = kept.hour_start
 union all by name
select hour_start, gaming_day, source, account, currency,
       {{sums}}
  from sync.played
  semi join dirty
    on dirty.source = played.source
   and dirty.hour   = played.hour_start
 where status <> 'open'
 group by all
