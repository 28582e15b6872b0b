-- The quarantine, newest window first; the raw record holds player data and is shown on request only.
select account,
       stream,
       window_start,
       window_end,
       record_key,
       field,
       reason,
       {{raw}}
       run_id
  from sync.rejects
 order by window_start desc, account, stream, record_key
