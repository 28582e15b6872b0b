-- Rows of a part of a month as they stand in the cluster.
select {{columns}}
  from {{view}} as t
 where {{where}}
 order by t.{{clock}}
