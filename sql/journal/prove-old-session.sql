-- A session that an older ggr wrote gets its act and its checksum.
update sessions
   set act = ?, check_sum = ?
 where code = ?
