-- How did the last closed gaming day do against the same weekday of the week before?
with last as (
  select max(gaming_day) - 1 as day
    from ggr.daily
), days as (
  select source,
         account,
         currency,
         sum(bets)  filter (where gaming_day = day)                as bets,
         sum(bets)  filter (where gaming_day = day - 7)            as bets_before,
         sum(stake) filter (where gaming_day = day)                as stake,
         sum(stake) filter (where gaming_day = day - 7)            as stake_before,
         sum(ggr)   filter (where gaming_day = day)                as ggr,
         sum(ggr)   filter (where gaming_day = day - 7)            as ggr_before
    from ggr.daily
    join last on gaming_day in (day, day - 7)
   group by all
)
select day,
       dayname(day)                                          as weekday,
       days.*,
       -- null where one of the days has no bets: nobody played, or it was not pulled (sync.freshness)
       ggr - ggr_before                                      as ggr_change
  from days
 cross join last
 order by source, account, currency
-- DuckDB's SQL. ClickHouse: dayname is dateName('weekday', …) there, and sums must name their table.
