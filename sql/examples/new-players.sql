-- How many players bet for the first time on each gaming day, and what have they brought since?
select ggr.gaming_day(first_bet_at)                               as first_day,
       source,
       account,
       currency,
       count(*)                                                   as new_players,
       sum(stake)                                                 as stake_since,
       sum(ggr)                                                   as ggr_since
  from ggr.players
 where first_bet_at is not null
 group by all
 order by first_day, source, account
-- DuckDB's SQL. ClickHouse: ggr.gaming_day is an expression within the views there, and no function.
