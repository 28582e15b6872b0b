-- A player that an older ggr wrote gets its act, if blocked, and its checksum.
update players
   set act = ?, check_sum = ?
 where player_id = ?
