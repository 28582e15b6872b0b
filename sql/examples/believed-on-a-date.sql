-- What did we believe at an instant (UTC)? WM's GGR by gaming day, as it stood then.
-- param instant timestamp = 7 days ago
select gaming_day as day,
       account,
       bets,
       ggr
  from ggr.daily_as_of($instant)
 where source = 'wm'
   and bets > 0
 order by day, account
-- DuckDB's SQL. ClickHouse: what was believed is asked of the store: ggr.daily_as_of stands in DuckDB alone.
