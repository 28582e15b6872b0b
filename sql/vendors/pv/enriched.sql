-- PV's bets with what other reports know of them. Only spins with a jackpot are joined: a hash table of all
-- spins would cost each query many times the scan of the bets. Views that only sum read the plain bets.
select bets.* replace (games.game_name as game_name, jackpots.jackpot_amount as jackpot)
  from ({{plain}}) as bets
  left join pv.game_names as games
    on games.account = bets.account
   and games.game_id = bets.pv_game_id
  left join (
       select account, event_id, jackpot_amount
         from pv.slot_spins
        where jackpot_amount <> 0) as jackpots
    on jackpots.account  = bets.account
   and jackpots.event_id = bets.bet_id
