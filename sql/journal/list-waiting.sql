-- Rounds that wait for their end, for the status: the oldest first.
select currency, round, player_id, since
  from waiting
 order by since
 limit ?
