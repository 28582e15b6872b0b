-- Whether a session is known after all, by the second index.
select 1
  from sessions indexed by sessions_again
 where code = ?
