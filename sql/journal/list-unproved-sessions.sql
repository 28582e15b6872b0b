-- Sessions that an older ggr wrote, as acts that they were.
select code, player_id, currency, opened_at, expires_at, closed_at
  from sessions
 where check_sum is null
 order by opened_at, code
 limit 1000
