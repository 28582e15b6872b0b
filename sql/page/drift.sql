-- What changed in the vendors' records: fields that are new, gone, or of another type, the newest first.
select account,
       stream,
       field,
       what,
       first_seen,
       last_seen
  from sync.drift
 where last_seen >= cast($from_day as timestamp)
 order by first_seen desc, account, stream, field
 limit 100
