-- Whether rows of the store changed: each whole row, by DuckDB's own hash.
select concat_ws(' ', count(*), sum(cast(hash(t) as hugeint)), bit_xor(hash(t))) as mark
  from {{table}} as t
 where {{where}}
