-- PV: gain_amount is the player's net, so ggr is its opposite and payout is stake plus net. Only spins with
-- a jackpot are joined: the hash table of all of them would cost every query many times the scan of the bets.
select 'pv'                                                as source,
       bets.account,
       bets.event_id                                       as bet_id,
       draw_id                                             as round_id,
       coalesce(nullif(op_id, ''), cast(user_id as varchar)) as player_id,
       cast(user_id as varchar)                            as vendor_player_id,
       cast(bets.game_id as varchar)                       as game_id,
       games.game_name,
       accounts.currency,
       bet_amount                                          as stake,
       cast(bet_amount + gain_amount as decimal(18, 4))    as payout,
       cast(-gain_amount as decimal(18, 4))                as ggr,
       cast(null as decimal(18, 4))                        as valid_stake,
       cast(null as decimal(18, 4))                        as rebate,
       jackpots.jackpot_amount                             as jackpot,
       'settled'                                           as status,
       start_at                                            as placed_at,
       end_at                                              as settled_at,
       end_at                                              as event_at,
       revision,
       window_start,
       run_id
  from pv.bets as bets
  join sync.accounts as accounts on accounts.account = bets.account
  left join pv.game_names as games
    on games.account = bets.account
   and games.game_id = bets.game_id
  left join (
       select account, event_id, jackpot_amount
         from pv.slot_spins
        where jackpot_amount <> 0) as jackpots
    on jackpots.account  = bets.account
   and jackpots.event_id = bets.event_id
