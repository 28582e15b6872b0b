-- POP's bets with the names of their games. Views that only sum read the plain bets.
select bets.* replace (games.game_name as game_name)
  from ({{plain}}) as bets
  left join pop.game_names as games
    on games.account = bets.account
   and games.game_id = bets.game_id
