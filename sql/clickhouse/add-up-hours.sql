-- Sums of hours, from who played what in them.
insert into {{rows}}.kept_hours (hour_start, gaming_day, source, account, currency, bets, players, stake, payout, ggr, kept_stake, kept_payout, rebate, store, version, is_deleted)
select b.hour_start, b.gaming_day, b.source, b.account, b.currency,
{{sums}},
       {{store}}, {{version}}, 0
  from {{rows}}.kept_players as b final
 where ({{where}})
   and b.status <> 'open'
 group by b.hour_start, b.gaming_day, b.source, b.account, b.currency
settings do_not_merge_across_partitions_select_final = 1
