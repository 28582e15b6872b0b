-- What the wallet's ledger has of a round, in the order of the journal; the proof of each entry is its hash.
select 'wallet-' || lower(currency) as account,
       * exclude (currency)
  from (
    select currency, seq, kind, id, player_id, code, game, amount, balance_after, flags, received_at, hash
      from wallet.ledger
     where round = cast($id as ubigint)
    union all by name
    select currency, after_seq as seq, 'closure' as kind, player_id, cause as flags, closed_at as received_at, hash
      from wallet.closed_rounds
     where round = cast($id as ubigint)
  )
 order by seq, kind = 'closure'
