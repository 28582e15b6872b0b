-- ggr.open_bets: Bets without an outcome yet: as sql/marts/open-bets.sql.
select b.source as source, b.account as account, b.bet_id as bet_id, b.round_id as round_id, b.player_id as player_id,
       b.vendor_player_id as vendor_player_id, b.game_id as game_id, b.game_name as game_name, b.currency as currency,
       b.stake as stake, b.placed_at as placed_at, b.event_at as event_at, b.gaming_day as gaming_day,
       if(b.source = 'wallet', (select max(received_at) from wallet.ledger), w.fetched_at) as seen_at,
       b.window_start as window_start, b.run_id as run_id, b.flags as flags
  from ggr.bets as b
  left join (select * from sync.windows) as w
    on w.account = b.account and w.stream = concat(b.source, '.open_bets') and w.window_start = b.window_start
 where b.status = 'open'
settings join_use_nulls = 1
