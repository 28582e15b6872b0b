-- Every version of a bet before the one that is believed now, oldest first.
select stream, revision, reason, event_at, fetched_at, replaced_at, window_start, run_id, replaced_by, "row"
  from sync.revisions
 where account = $account
   and stream in ({{tables}})
   and record_key = $id
 order by replaced_at, revision
