-- Who played, by month where that is kept, by hour since then: in a snapshot nothing is dirty.
(select source, account, currency, player_id, vendor_player_id, status, first_bet_at, last_bet_at, bets,
       stake, payout, ggr, rebate, wide_stake, wide_payout, wide_ggr, wide_rebate
  from sync.kept_months
 union all by name
select source, account, currency, player_id, vendor_player_id, status, first_bet_at, last_bet_at, bets,
       stake, payout, ggr, rebate, wide_stake, wide_payout, wide_ggr, wide_rebate
  from sync.played
  join (select coalesce(max(months_until), date '0001-01-01') as months_until from sync.kept)
    on gaming_day >= months_until)
