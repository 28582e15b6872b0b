-- The wallet: a row a round. Stake is its bets less the cancelled ones, payout its wins. A closure ends a round as
-- a win of 0 would.
select 'wallet'                                            as source,
       'wallet-' || lower(currency)                        as account,
       cast(round as varchar)                              as bet_id,
       cast(round as varchar)                              as round_id,
       player_id,
       player_id                                           as vendor_player_id,
       cast(game as varchar)                               as game_id,
       cast(null as varchar)                               as game_name,
       currency,
       cast(stake as decimal(18, 4))                       as stake,
       case when status <> 'open' then cast(payout as decimal(18, 4)) end         as payout,
       case when status <> 'open' then cast(stake - payout as decimal(18, 4)) end as ggr,
       cast(null as decimal(18, 4))                        as valid_stake,
       cast(null as decimal(18, 4))                        as rebate,
       cast(null as decimal(18, 4))                        as jackpot,
       status,
       placed_at,
       case when status <> 'open' then settled_at end      as settled_at,
       event_at,
       1                                                   as revision,
       cast(null as timestamp)                             as window_start,
       cast(null as uuid)                                  as run_id,
       flags
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
          from wallet.ledger
         where kind in ('bet', 'win', 'cancel')
        union all
        select currency, player_id, round, null, null, 'closure', closed_at, cause, after_seq
          from wallet.closed_rounds
      )
     group by currency, player_id, round
  )
