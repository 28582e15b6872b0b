-- A window whose records were not all accounted for: received = inserted + updated + unchanged + quarantined.
select account, stream, window_start, window_end, received, inserted, updated, unchanged, quarantined
  from sync.windows
 where {{is_of_touched}}
   and received is distinct from inserted + updated + unchanged + quarantined
