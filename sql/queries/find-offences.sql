-- The first rows that a check returns, and how many there are.
select *, count(*) over () as all_offending_rows
  from (
{{check}}
  )
 limit {{most}}
