-- Rows that came back from the cluster, a JSON object a line, into a table of the store.
insert into {{table}} ({{names}})
select {{values}}
  from remembered
