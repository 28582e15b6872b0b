-- WM in ClickHouse: as bets.sql beside it. Which open bets have been settled is looked for among their own keys alone.
select 'wm'                                                as source,
       b.account                                           as account,
       b.bet_id                                            as bet_id,
       toNullable(arrayStringConcat(arrayFilter(part -> part is not null, [b.event, b.event_child]), '-')) as round_id,
       b."user"                                            as player_id,
       b."user"                                            as vendor_player_id,
       toNullable(b.gid)                                   as game_id,
       coalesce(nullIf(b.gname, ''), nullIf(games.name, '')) as game_name,
       accounts.currency                                   as currency,
       toNullable(b.bet)                                   as stake,
       cast(b.bet + b.win_loss as Nullable(Decimal(18, 4))) as payout,
       cast(-b.win_loss as Nullable(Decimal(18, 4)))       as ggr,
       toNullable(b.validbet)                              as valid_stake,
       toNullable(b.water)                                 as rebate,
       cast(null as Nullable(Decimal(18, 4)))              as jackpot,
       if(ifNull(b.game_result ilike '%council cancel%' or b.game_result like '%取消%', false), 'cancelled', 'settled') as status,
       toNullable(b.bet_time)                              as placed_at,
       b.settime                                           as settled_at,
       b.bet_time                                          as event_at,
       b.revision                                          as revision,
       toNullable(b.window_start)                          as window_start,
       toNullable(b.run_id)                                as run_id,
       cast(null as Nullable(Decimal(38, 4)))              as wide_stake,
       cast(null as Nullable(Decimal(38, 4)))              as wide_payout,
       cast(null as Nullable(Decimal(38, 4)))              as wide_ggr,
       cast(null as Nullable(String))                      as flags,
       nullIf(b.gname, '')                                 as named_game
  from wm.bets as b
  join {{accounts}} as accounts on accounts.account = b.account
  left join wm.games as games on games.gid = b.gid

union all

select 'wm'                                                as source,
       b.account                                           as account,
       b.bet_id                                            as bet_id,
       toNullable(arrayStringConcat(arrayFilter(part -> part is not null, [b.event, b.event_child]), '-')) as round_id,
       b."user"                                            as player_id,
       b."user"                                            as vendor_player_id,
       toNullable(b.gid)                                   as game_id,
       coalesce(nullIf(b.gname, ''), nullIf(games.name, '')) as game_name,
       accounts.currency                                   as currency,
       toNullable(b.bet)                                   as stake,
       cast(null as Nullable(Decimal(18, 4)))              as payout,
       cast(null as Nullable(Decimal(18, 4)))              as ggr,
       cast(null as Nullable(Decimal(18, 4)))              as valid_stake,
       cast(null as Nullable(Decimal(18, 4)))              as rebate,
       cast(null as Nullable(Decimal(18, 4)))              as jackpot,
       'open'                                              as status,
       toNullable(b.bet_time)                              as placed_at,
       cast(null as Nullable(DateTime64(6, 'UTC')))        as settled_at,
       b.bet_time                                          as event_at,
       b.revision                                          as revision,
       toNullable(b.window_start)                          as window_start,
       toNullable(b.run_id)                                as run_id,
       cast(null as Nullable(Decimal(38, 4)))              as wide_stake,
       cast(null as Nullable(Decimal(38, 4)))              as wide_payout,
       cast(null as Nullable(Decimal(38, 4)))              as wide_ggr,
       cast(null as Nullable(String))                      as flags,
       cast(null as Nullable(String))                      as named_game
  from wm.open_bets as b
  join {{accounts}} as accounts on accounts.account = b.account
  left join wm.games as games on games.gid = b.gid
 where (b.account, b.bet_id) not in (
       select account, bet_id
         from wm.bets
        where (account, bet_id) in (select account, bet_id from wm.open_bets))
