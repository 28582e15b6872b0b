-- ggr_rows.day_bets: Figures of days: what is kept, and the bets of accounts of which it is not whole.
select gaming_day, source, account, currency, bets, players, stake, payout, ggr, kept_stake, kept_payout, rebate, toDecimal128(0, 4) as tips
  from ggr_rows.kept_days final
 where {{is_kept}}

union all

select {{plain_day}} as gaming_day, b.source as source, b.account as account, b.currency as currency,
{{measures}}
  from ggr_rows.unkept_bets as b
 where b.status <> 'open'
 group by gaming_day, source, account, currency
