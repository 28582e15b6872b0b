-- What of a key stands in quarantine; the raw record is shown on request only.
select id, stream, window_start, window_end, field, reason, {{raw}} fetched_at, first_seen,
       accepted_at, accepted_by, accepted_reason, run_id
  from sync.rejects
 where account = $account
   and stream in ({{streams}})
   and record_key = $id
 order by fetched_at, id
