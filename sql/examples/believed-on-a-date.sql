-- What did we believe on Monday? WM's GGR by gaming day, as it stood at that instant (UTC).
select gaming_day as day,
       account,
       bets,
       ggr
  from ggr.daily_as_of(timestamp '2025-03-05 00:00:00')
 where source = 'wm'
   and bets > 0
 order by day, account
-- DuckDB's SQL. ClickHouse: what was believed is asked of the store: ggr.daily_as_of stands in DuckDB alone.
