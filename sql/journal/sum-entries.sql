-- Entries and their sum per currency, to compare with the warehouse.
select currency, count(*) as entries, sum(amount) as amount
  from entries
 where seq <= ?
 group by currency
 order by currency
