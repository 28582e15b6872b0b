-- A round waits no more.
delete from waiting
 where currency = ?
   and round = ?
   and player_id = ?
