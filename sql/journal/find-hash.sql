-- The hash of one entry, to compare with a mark.
select hash
  from entries
 where seq = ?
