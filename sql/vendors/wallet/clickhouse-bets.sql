-- The wallet in ClickHouse: a row a round, as bets.sql beside it.
select 'wallet'                                            as source,
       concat('wallet-', lower(r.currency))                as account,
       toString(r.round)                                   as bet_id,
       toNullable(toString(r.round))                       as round_id,
       r.player_id                                         as player_id,
       r.player_id                                         as vendor_player_id,
       toString(r.first_game)                              as game_id,
       cast(null as Nullable(String))                      as game_name,
       r.currency                                          as currency,
       accurateCastOrNull(r.staked, 'Decimal(18, 4)')      as stake,
       accurateCastOrNull(r.paid, 'Decimal(18, 4)')        as payout,
       accurateCastOrNull(r.staked - r.paid, 'Decimal(18, 4)') as ggr,
       cast(null as Nullable(Decimal(18, 4)))              as valid_stake,
       cast(null as Nullable(Decimal(18, 4)))              as rebate,
       cast(null as Nullable(Decimal(18, 4)))              as jackpot,
       r.state                                             as status,
       r.first_bet_at                                      as placed_at,
       if(r.state = 'open', null, r.ended_at)              as settled_at,
       r.first_at                                          as event_at,
       1                                                   as revision,
       cast(null as Nullable(DateTime64(6, 'UTC')))        as window_start,
       cast(null as Nullable(UUID))                        as run_id,
       if(stake is null, r.staked, null)                   as wide_stake,
       if(payout is null, r.paid, null)                    as wide_payout,
       if(ggr is null, r.staked - r.paid, null)            as wide_ggr,
       nullIf(arrayStringConcat(arrayFilter(flag -> flag <> '', [r.all_flags, if(coalesce(wide_stake, wide_payout, wide_ggr) is null, '', 'too-large')]), ','), '') as flags,
       cast(null as Nullable(String))                      as named_game
  from (
  select *,
         if(state = 'open', null, won) as paid
    from (
    select e.currency                                                                     as currency,
           e.player_id                                                                    as player_id,
           assumeNotNull(e.round)                                                         as round,
           argMin(e.game, e.seq)                                                          as first_game,
           -ifNull(sumIf(e.amount, e.kind in ('bet', 'cancel')), toDecimal128(0, 4))        as staked,
           toNullable(ifNull(sumIf(e.amount, e.kind = 'win'), toDecimal128(0, 4)))          as won,
           multiIf(countIf(e.kind = 'win') > 0,                                     'settled',
                   countIf(e.kind = 'cancel') = countIf(e.kind = 'bet'),            'cancelled',
                   countIf(e.kind = 'closure') > 0,                                 'settled',
                   'open')                                                                as state,
           minOrNullIf(e.at, e.kind = 'bet')                                              as first_bet_at,
           maxOrNullIf(e.at, e.kind in ('win', 'cancel', 'closure'))                      as ended_at,
           min(e.at)                                                                      as first_at,
           arrayStringConcat(arrayMap(entry -> entry.3, arraySort(groupArrayIf((e.seq, e.kind = 'closure', assumeNotNull(e.flags)), e.flags is not null))), ',') as all_flags
      from (
      select currency, player_id, round, game, toNullable(amount) as amount, kind, received_at as at, flags, seq
        from {{ledger}}
       where kind in ('bet', 'win', 'cancel')
       union all
      select currency, player_id, toNullable(round), null, null, 'closure', closed_at, toNullable(cause), after_seq
        from {{closed_rounds}}) as e
     group by e.currency, e.player_id, e.round)
  ) as r
