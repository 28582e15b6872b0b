-- The hash of one act, to compare with the warehouse's.
select hash
  from acts
 where number = ?
