-- How many rows of a table each account and month has.
select account, left(cast(month as varchar), 7) as month, rows
  from (
  select {{account}} as account, {{month}} as month, count(*) as rows
    from {{table}} as t
   group by all)
 order by month, account
