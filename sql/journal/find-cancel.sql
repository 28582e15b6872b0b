-- The entry of the cancel of a bet, for its repeats.
select seq
  from entries
 where currency = ?
   and id = ?
   and kind = 'cancel'
