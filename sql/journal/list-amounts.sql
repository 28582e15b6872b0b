-- What moved credits in a stretch of the journal.
select player_id, currency, amount
  from entries not indexed
 where seq > ?
   and seq <= ?
