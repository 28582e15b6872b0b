-- The bet, win or tombstone that an id stands for in a currency.
select kind, player_id, game, round_id, round, amount, balance_after
  from entries
 where currency = ?
   and id = ?
   and kind in ('bet', 'win', 'tombstone')
