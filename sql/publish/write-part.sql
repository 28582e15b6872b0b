-- One file of a snapshot. Snappy is what every reader of Parquet has.
copy (
  select {{columns}}
    from {{table}}
   where {{within}}
) to {{path}} (format parquet, compression snappy)
