-- In which pieces a result can be read back: its rows in runs of so many, each with its widest row in bytes.
select min(rowid)                        as first,
       max(rowid)                        as last,
       cast(max({{width}}) as bigint)    as widest
  from {{spool}}
 group by rowid // {{slice_rows}}
 order by first
