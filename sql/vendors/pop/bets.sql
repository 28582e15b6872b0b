-- POP: WinLose is the player's net. A spin's money has moved whether or not its round is completed, and
-- the report never returns it again, so it counts as settled either way.
select 'pop'                                               as source,
       bets.account,
       id                                                  as bet_id,
       round_id,
       user_id                                             as player_id,
       user_id                                             as vendor_player_id,
       game_id,
       cast(null as varchar)                               as game_name,
       accounts.currency,
       bet                                                 as stake,
       win                                                 as payout,
       cast(-win_lose as decimal(18, 4))                   as ggr,
       cast(null as decimal(18, 4))                        as valid_stake,
       cast(null as decimal(18, 4))                        as rebate,
       cast(null as decimal(18, 4))                        as jackpot,
       'settled'                                           as status,
       false                                               as is_open,
       insert_time                                         as placed_at,
       insert_time                                         as settled_at,
       insert_time                                         as event_at,
       {{pop_bets_gaming_day}}                             as gaming_day,
       revision,
       window_start,
       run_id,
       fetched_at
  from {{pop_bets}} as bets
  join sync.accounts using (account)
