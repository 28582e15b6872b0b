-- The accounts of one table.
select '{{name}}' as "table", account, count(*) as rows
  from {{table}}
 group by account
