-- Closes a run with its sums.
update sync.runs
   set ended_at       = cast($now as timestamp),
       outcome        = $outcome,
       windows_loaded = $loaded,
       windows_failed = $failed,
       received       = $received,
       inserted       = $inserted,
       updated        = $updated,
       unchanged      = $unchanged,
       withdrawn      = $withdrawn,
       quarantined    = $quarantined,
       refused_new    = $refusedNew,
       error          = $error
 where run_id = cast($run as uuid)
