-- What drifted at the vendors since an instant, newest first.
select account, stream, field, what, first_seen, last_seen, sample
  from sync.drift
 where first_seen >= cast($since as timestamp)
 order by first_seen desc, account, stream, field, what
