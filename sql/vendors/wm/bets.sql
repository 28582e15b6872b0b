-- WM: winLoss is the player's net; a cancelled round keeps the vendor's own winLoss; open bets have no outcome.
-- Which of them have been settled is looked for among ids like theirs alone: mostly there are none.
select 'wm'                                                    as source,
       bets.account,
       bet_id,
       concat_ws('-', event, event_child)                      as round_id,
       "user"                                                  as player_id,
       "user"                                                  as vendor_player_id,
       bets.gid                                                as game_id,
       coalesce(nullif(gname, ''), games.name)                 as game_name,
       nullif(gname, '')                                       as named_game,
       accounts.currency,
       bet                                                     as stake,
       cast(bet + win_loss as decimal(18, 4))                  as payout,
       cast(-win_loss as decimal(18, 4))                       as ggr,
       validbet                                                as valid_stake,
       water                                                   as rebate,
       cast(null as decimal(18, 4))                            as jackpot,
       case
         when game_result ilike '%council cancel%' or game_result like '%取消%' then 'cancelled'
         else 'settled'
       end                                                     as status,
       false                                                   as is_open,
       bet_time                                                as placed_at,
       settime                                                 as settled_at,
       bet_time                                                as event_at,
       {{wm_bets_gaming_day}}                                  as gaming_day,
       revision,
       window_start,
       run_id,
       fetched_at
  from {{wm_bets}} as bets
  join sync.accounts using (account)
  left join wm.games as games on games.gid = bets.gid

union all by name

select 'wm'                                                    as source,
       bets.account,
       bet_id,
       concat_ws('-', event, event_child)                      as round_id,
       "user"                                                  as player_id,
       "user"                                                  as vendor_player_id,
       bets.gid                                                as game_id,
       coalesce(nullif(gname, ''), games.name)                 as game_name,
       accounts.currency,
       bet                                                     as stake,
       cast(null as decimal(18, 4))                            as payout,
       cast(null as decimal(18, 4))                            as ggr,
       cast(null as decimal(18, 4))                            as valid_stake,
       cast(null as decimal(18, 4))                            as rebate,
       cast(null as decimal(18, 4))                            as jackpot,
       'open'                                                  as status,
       true                                                    as is_open,
       bet_time                                                as placed_at,
       cast(null as timestamp)                                 as settled_at,
       bet_time                                                as event_at,
       {{wm_open_bets_gaming_day}}                             as gaming_day,
       revision,
       window_start,
       run_id,
       fetched_at
  from {{wm_open_bets}} as bets
  join sync.accounts using (account)
  left join wm.games as games on games.gid = bets.gid
 where not exists (
       select 1
         from {{wm_bets}} as settled
         join (select coalesce(min(bet_id), '1') as first_id,
                      coalesce(max(bet_id), '0') as last_id
                 from {{wm_open_bets}} as bets) as open_ids
           on settled.bet_id between open_ids.first_id and open_ids.last_id
        where settled.account = bets.account
          and settled.bet_id  = bets.bet_id)
