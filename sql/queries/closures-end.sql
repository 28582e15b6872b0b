-- The cursor of shipping closures: the newest that wallet.closed_rounds holds.
select closure, hash
  from wallet.closed_rounds
 where closure = (select max(closure) from wallet.closed_rounds)
