-- Entries and their sum per currency, to compare with the warehouse. In two parts, because the sums of a thousand
-- players with all they may have are more than an integer of SQLite.
select currency, count(*) as entries, sum(amount / 1000000000) as billions, sum(amount % 1000000000) as rest
  from entries
 where seq <= ?
 group by currency
 order by currency
