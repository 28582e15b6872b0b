-- The accounts of one table.
select '{{table}}' as "table", account, count(*) as rows
  from {{table}}
 group by account
