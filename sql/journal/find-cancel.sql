-- The cancel of a bet, for its repeats.
select balance_after
  from entries
 where currency = ?
   and id = ?
   and kind = 'cancel'
