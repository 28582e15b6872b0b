-- No index guards the key, so each commit proves it for the rows it touched.
select count(*) - count(distinct {{key}}) as doubled
  from {{table}} t
 where {{touched}}
