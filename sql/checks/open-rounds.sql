-- A round of the wallet that is open an hour after its time was over (GGR_WALLET_ROUND_TIMEOUT): the wallet should have closed it.
select bets.account, bets.bet_id as round, bets.player_id, bets.stake, max(ledger.received_at) as newest_bet_at
  from ggr.bets as bets
  join wallet.ledger as ledger
    on ledger.kind      = 'bet'
   and ledger.currency  = bets.currency
   and ledger.player_id = bets.player_id
   and cast(ledger.round as varchar) = bets.bet_id
 where bets.source = 'wallet'
   and bets.status = 'open'
 group by all
having max(ledger.received_at) < timestamp '{{now}}' - to_seconds({{round_timeout_seconds}}) - interval 1 hour
