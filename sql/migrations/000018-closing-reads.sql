-- When a window was first held whole after its end: what changes its rows later is a restatement.
alter table sync.windows add column closed_at timestamp;
update sync.windows
   set closed_at = fetched_at
 where state in ('loaded', 'verified', 'mismatch')
   and fetched_at >= window_end;
