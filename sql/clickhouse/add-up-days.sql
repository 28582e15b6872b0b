-- Sums of gaming days, from all hours of them.
insert into {{rows}}.kept_days (gaming_day, source, account, currency, bets, players, stake, payout, ggr, kept_stake, kept_payout, rebate, store, version, is_deleted)
select b.gaming_day, b.source, b.account, b.currency,
{{sums}},
       {{store}}, {{version}}, 0
  from {{rows}}.kept_players as b final
 where {{days}}
   and b.hour_start >= {{first}}
   and b.hour_start <  {{last}}
   and b.status <> 'open'
 group by b.gaming_day, b.source, b.account, b.currency
settings do_not_merge_across_partitions_select_final = 1
