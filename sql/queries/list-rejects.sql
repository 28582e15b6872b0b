-- The quarantine, newest window first; the raw record holds player data and is shown on request only.
select id,
       if(accepted_at is null, 'open', 'accepted') as state,
       account,
       stream,
       window_start,
       window_end,
       record_key,
       field,
       reason,
       kind,
       {{raw}}
       first_seen,
       {{accepted}}
       run_id
  from sync.rejects
 where {{is_shown}}
 order by window_start desc, account, stream, record_key, id
