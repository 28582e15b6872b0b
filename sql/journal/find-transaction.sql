-- The entry of the bet, win or tombstone that an id stands for in a currency.
select seq
  from entries
 where currency = ?
   and id = ?
   and kind in ('bet', 'win', 'tombstone')
