-- The hash of one closure, to compare with the warehouse's.
select hash
  from closures
 where number = ?
