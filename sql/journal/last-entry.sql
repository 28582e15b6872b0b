-- Where the chain ends.
select seq, hash
  from entries
 order by seq desc
 limit 1
