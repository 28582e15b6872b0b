-- In which pieces a result can be read back: its rows in runs of so many, each with its bytes and widest row.
select min(rowid)                        as first,
       max(rowid)                        as last,
       cast(max({{width}}) as bigint)    as widest,
       cast(sum({{width}}) as bigint)    as bytes
  from {{spool}}
 group by rowid // {{slice_rows}}
 order by first
