-- The shape of the question for a pivot's columns: its tree gets the pivot's own source and expression. DuckDB's
-- own way, an enumeration made by a second statement, is no select.
select distinct cast(expression as varchar) as value
  from source
 where expression is not null
 order by 1
 limit {{limit}}
