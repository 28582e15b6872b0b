-- Hashes of keys, cut to what a double holds exactly. Of columns as the table declares them, wherever they stand.
select cast(hash({{hashed}}) >> 11 as double) as hash
  from {{source}}
