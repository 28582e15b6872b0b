-- What a small table holds, whatever the order of its rows.
select {{name}} as relation,
       concat_ws(' ', count(*), sum(cast(hash(t) as hugeint)), bit_xor(hash(t))) as digest
  from {{table}} as t
