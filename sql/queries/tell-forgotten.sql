-- Months that were forgotten, in words; null where there are none.
select string_agg(account || ' ' || if(first = last, first, first || ' to ' || last), ', ' order by account) as months
  from (
  select account, min(month) as first, max(month) as last
    from sync.forgotten
   group by account)
