-- Credits of wallet.ledger that are not the sum of what moved them, each by its newest entry: there must be none.
select max(seq) as seq
  from wallet.ledger
 group by player_id, currency
having sum(amount) <> arg_max(balance_after, seq)
 order by seq
 limit 20
