-- ggr.bets: Every bet of every source in one shape, with the names and jackpots that other reports know.
select p.source           as source,
       p.account          as account,
       p.bet_id           as bet_id,
       p.round_id         as round_id,
       p.player_id        as player_id,
       p.vendor_player_id as vendor_player_id,
       p.game_id          as game_id,
       coalesce(p.game_name, names.game_name) as game_name,
       p.currency         as currency,
       p.stake            as stake,
       p.payout           as payout,
       p.ggr              as ggr,
       p.valid_stake      as valid_stake,
       p.rebate           as rebate,
       jackpots.jackpot_amount as jackpot,
       p.status           as status,
       p.placed_at        as placed_at,
       p.settled_at       as settled_at,
       p.event_at         as event_at,
       {{bet_day}}        as gaming_day,
       p.revision         as revision,
       p.window_start     as window_start,
       p.run_id           as run_id,
       p.flags            as flags
  from ggr_rows.plain_bets as p
  left join (
       select 'pv' as source, account, toNullable(toString(game_id)) as game_id, toNullable(argMax(game_name, seen_on)) as game_name
         from pv.games
        group by account, game_id
        union all
       select 'pop', account, toNullable(game_id), toNullable(argMax(name, (seen_on, fetched_at, name)))
         from pop.games
        where name <> ''
        group by account, game_id) as names
    on names.source = p.source and names.account = p.account and names.game_id = p.game_id
  left join (
       select 'pv' as source, account, event_id, jackpot_amount
         from pv.slot_spins
        where jackpot_amount <> 0) as jackpots
    on jackpots.source = p.source and jackpots.account = p.account and jackpots.event_id = p.bet_id
settings join_use_nulls = 1
