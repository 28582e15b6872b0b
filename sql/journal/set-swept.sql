-- Moves on what was looked at for rounds that wait.
update swept
   set seq = ?
