-- WM: GetTipReport; the sum a player gave, as the vendor says it.
select 'wm'                    as source,
       tips.account,
       bet_id                  as tip_id,
       username                as player_id,
       gid                     as game_id,
       accounts.currency,
       tip                     as amount,
       bet_time                as event_at,
       {{wm_tips_gaming_day}}   as gaming_day,
       window_start,
       run_id
  from {{wm_tips}} as tips
  join sync.accounts using (account)
