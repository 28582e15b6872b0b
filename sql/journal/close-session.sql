-- Closes a session; its code stays taken for ever.
update sessions
   set closed_at = ?, act = ?, check_sum = ?
 where code = ?
