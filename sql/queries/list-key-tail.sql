-- Keys that are in no file yet, from the commit on that was seen last.
select number, id::varchar as id, hashes
  from sync.key_tail
 where relation = {{relation}}
   and number >= {{number}}
 order by number
