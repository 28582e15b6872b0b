-- Rounds of the wallet as analysts see them, one for each player that names it. By the number, which zone maps know,
-- and not by the text that ggr.bets makes of it: 15 ms against 82 in a ledger of ten million entries.
select * exclude (wallet_round, wide_stake, wide_payout, wide_ggr),
       ggr.gaming_day(event_at) as gaming_day
  from ({{rounds}})
 where wallet_round = cast($id as ubigint)
   and account      = $account
 order by player_id
