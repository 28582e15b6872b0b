-- Which rows a read withdraws, in one value: a second read that withdraws the same confirms it.
select count(*)                                          as rows,
       cast(bit_xor(hash({{record_key}})) as varchar)    as keys
  from {{table}} t
 where {{target}}
   and {{gone}}
