-- Where the chain of closures ends.
select number, hash
  from closures
 order by number desc
 limit 1
