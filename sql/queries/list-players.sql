-- Players who bet before an instant, by the vendor's ids.
select distinct vendor_player_id
  from ggr.bets
 where account = $account
   and placed_at < cast($before as timestamp)
 order by vendor_player_id
