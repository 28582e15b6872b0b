-- How many rows of a part of a month the cluster has.
select toString(count()) as all_rows
  from {{view}} as t
 where {{where}}
