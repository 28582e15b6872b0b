-- Rounds of the wallet as analysts see them; the player, known already, keeps the sums away from all others.
select *
  from ggr.bets
 where source    = 'wallet'
   and account   = $account
   and bet_id    = $id
   and player_id = $player
