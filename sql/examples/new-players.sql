-- How many players bet for the first time on each gaming day, and what have they brought since?
select ggr.gaming_day_in(first_bet_at, report_timezone, day_start) as first_day,
       source,
       account,
       currency,
       count(*)                                                   as new_players,
       sum(stake)                                                 as stake_since,
       sum(ggr)                                                   as ggr_since
  from ggr.players
 cross join sync.settings
 where first_bet_at is not null
 group by all
 order by first_day, source, account
