-- The first of the next entries that is not of an age yet. An entry from a clock that was ahead by as much counts
-- as old, or it would stand in the way of all later ones for as long as the clock was wrong.
select seq
  from entries
 where seq > ?1
   and seq <= ?2
   and abs(?3 - received_at) < ?4
 order by seq
 limit 1
