-- Entries to give back to a journal that lost them.
select seq, kind, currency, id, key, player_id, code, game, round_id, round,
       cast(cast(amount as decimal(38, 4)) * 100 as bigint)        as amount,
       cast(cast(balance_after as decimal(38, 4)) * 100 as bigint) as balance_after,
       flags,
       epoch_us(received_at)               as received_at,
       hash
  from wallet.ledger
 where seq > cast($seq as bigint)
 order by seq
 limit 5000
