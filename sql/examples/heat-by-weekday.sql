-- When is played? Bets by hour (UTC) and weekday, over everything that is in the store.
select hour(hour_start)                                                    as hour_utc,
       coalesce(sum(bets) filter (where isodow(hour_start) = 1), 0)              as monday,
       coalesce(sum(bets) filter (where isodow(hour_start) = 2), 0)              as tuesday,
       coalesce(sum(bets) filter (where isodow(hour_start) = 3), 0)              as wednesday,
       coalesce(sum(bets) filter (where isodow(hour_start) = 4), 0)              as thursday,
       coalesce(sum(bets) filter (where isodow(hour_start) = 5), 0)              as friday,
       coalesce(sum(bets) filter (where isodow(hour_start) = 6), 0)              as saturday,
       coalesce(sum(bets) filter (where isodow(hour_start) = 7), 0)              as sunday
  from ggr.hourly
 group by hour_utc
 order by hour_utc
-- DuckDB's SQL. ClickHouse: isodow is toDayOfWeek there.
