-- Where the chain of acts ends.
select number, hash
  from acts
 order by number desc
 limit 1
