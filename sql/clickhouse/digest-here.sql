-- What some rows of the store come to. chr(31) stands between the columns; a null is chr(30).
select count(*)                                                                          as all_rows,
       cast(coalesce(sum(('0x' || left(md5(concat_ws(chr(31), {{fields}})), 16))::ubigint), 0) as varchar) as all_hashes
       {{sums}}
  from {{table}} as t
 where {{where}}
