-- Which rounds of the wallet should a person look at, and what moved in them?
select bets.currency,
       bets.bet_id                                                   as round,
       bets.player_id,
       bets.status,
       bets.flags,
       bets.stake,
       bets.payout,
       string_agg(ledger.kind || ' ' || ledger.amount, ', ' order by ledger.seq) as entries
  from ggr.bets      as bets
  join wallet.ledger as ledger
    on ledger.currency               = bets.currency
   and cast(ledger.round as varchar) = bets.bet_id
   and ledger.player_id              = bets.player_id
   and ledger.kind in ('bet', 'win', 'cancel')
 where bets.source = 'wallet'
   and bets.flags is not null
 group by all
 order by bets.currency, min(ledger.seq)
-- DuckDB's SQL. ClickHouse: string_agg with an order is arrayStringConcat(arrayMap(…, arraySort(groupArray(…)))) there.
