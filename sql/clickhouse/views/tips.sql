-- ggr.tips: Tips of every source that reports them; they are never part of ggr.
select 'wm'                as source,
       t.account           as account,
       t.bet_id            as tip_id,
       t.username          as player_id,
       t.gid               as game_id,
       accounts.currency   as currency,
       t.tip               as amount,
       t.bet_time          as event_at,
       {{tip_day}}         as gaming_day,
       t.window_start      as window_start,
       t.run_id            as run_id
  from wm.tips as t
  join sync.accounts as accounts on accounts.account = t.account
