-- Closes a session; its code stays taken for ever.
update sessions
   set closed_at = coalesce(closed_at, ?)
 where code = ?
