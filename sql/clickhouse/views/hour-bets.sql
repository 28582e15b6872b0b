-- ggr_rows.hour_bets: Figures of hours: what is kept, and the bets of accounts of which it is not whole.
select hour_start, gaming_day, source, account, currency, bets, players, stake, payout, ggr, kept_stake, kept_payout, rebate, toDecimal128(0, 4) as tips
  from ggr_rows.kept_hours final
 where {{is_kept}}

union all

select toDateTime64(toStartOfHour(b.event_at), 6, 'UTC') as hour_start, {{plain_day}} as gaming_day, b.source as source, b.account as account, b.currency as currency,
{{measures}}
  from ggr_rows.unkept_bets as b
 where b.status <> 'open'
 group by hour_start, gaming_day, source, account, currency
