-- Partitions that have rows in an older version, or had: those that were replaced go when the server merges.
select distinct toYYYYMM({{clock}}) as month
  from {{table}}
 where ({{where}})
   and version < {{version}}
 order by month
