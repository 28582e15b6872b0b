-- The wallet: a row a round. Stake is its bets less the cancelled ones, payout its wins. A closure ends a round as
-- a win of 0 would. What decimal(18, 4) does not hold is null and flagged too-large, so that no round takes the view
-- away; sums take it from the wide columns.
select 'wallet'                                            as source,
       'wallet-' || lower(currency)                        as account,
       cast(round as varchar)                              as bet_id,
       round                                               as wallet_round,
       cast(round as varchar)                              as round_id,
       player_id,
       player_id                                           as vendor_player_id,
       cast(game as varchar)                               as game_id,
       cast(null as varchar)                               as game_name,
       cast(null as varchar)                               as named_game,
       currency,
       try_cast(stake as decimal(18, 4))                   as stake,
       try_cast(paid as decimal(18, 4))                    as payout,
       try_cast(stake - paid as decimal(18, 4))            as ggr,
       case when try_cast(stake as decimal(18, 4)) is null        then stake end        as wide_stake,
       case when try_cast(paid as decimal(18, 4)) is null         then paid end         as wide_payout,
       case when try_cast(stake - paid as decimal(18, 4)) is null then stake - paid end as wide_ggr,
       cast(null as decimal(18, 4))                        as valid_stake,
       cast(null as decimal(18, 4))                        as rebate,
       cast(null as decimal(18, 4))                        as jackpot,
       status,
       placed_at,
       case when status <> 'open' then settled_at end      as settled_at,
       event_at,
       ggr.gaming_day(event_at)                            as gaming_day,
       1                                                   as revision,
       cast(null as timestamp)                             as window_start,
       cast(null as uuid)                                  as run_id,
       nullif(concat_ws(',', flags, case when coalesce(wide_stake, wide_payout, wide_ggr) is not null then 'too-large' end), '') as flags
  from (
  select *,
         case when status <> 'open' then payout end as paid
    from (
    select currency,
           player_id,
           round,
           arg_min(game, seq)                                                            as game,
           coalesce(-sum(amount) filter (where kind in ('bet', 'cancel')), 0)             as stake,
           coalesce(sum(amount)  filter (where kind = 'win'), 0)                          as payout,
           case
             when count(*) filter (where kind = 'win') > 0                                then 'settled'
             when count(*) filter (where kind = 'cancel') = count(*) filter (where kind = 'bet') then 'cancelled'
             when count(*) filter (where kind = 'closure') > 0                            then 'settled'
             else 'open'
           end                                                                           as status,
           min(received_at) filter (where kind = 'bet')                                  as placed_at,
           max(received_at) filter (where kind in ('win', 'cancel', 'closure'))          as settled_at,
           min(received_at)                                                              as event_at,
           string_agg(flags, ',' order by seq, kind = 'closure')                         as flags
      from (
        select currency, player_id, round, game, amount, kind, received_at, flags, seq
          from {{wallet_ledger}} as ledger
         where kind in ('bet', 'win', 'cancel')
        union all
        select currency, player_id, round, null, null, 'closure', closed_at, cause, after_seq
          from {{wallet_closed_rounds}} as closed_rounds
      )
     group by currency, player_id, round
    )
  )
