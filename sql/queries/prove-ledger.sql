-- Proves wallet.ledger by itself: seq without gaps, each hash from the one before, each balance the sum of what moved it. For people
-- with `ggr query`; verify does it in stretches (prove-stretch.sql).
with chained as (
  select *,
         lag(seq, 1, 0)                          over in_order as seq_before,
         lag(hash, 1, repeat('0', 64))           over in_order as hash_before,
         sum(amount) over (partition by player_id, currency order by seq) as balance_summed
    from wallet.ledger
  window in_order as (order by seq)
)
select seq,
       seq <> seq_before + 1                     as follows_a_gap,
       balance_after <> balance_summed           as balance_differs,
       hash <> sha256(concat_ws(
         chr(31),
         hash_before,
         cast(seq as varchar),
         kind,
         currency,
         coalesce(cast(id as varchar), ''),
         coalesce(key, ''),
         player_id,
         coalesce(code, ''),
         coalesce(cast(game as varchar), ''),
         coalesce(cast(round_id as varchar), ''),
         coalesce(cast(round as varchar), ''),
         cast(cast(cast(amount as decimal(38, 4)) * 100 as bigint) as varchar),
         cast(cast(cast(balance_after as decimal(38, 4)) * 100 as bigint) as varchar),
         coalesce(flags, ''),
         cast(epoch_us(received_at) as varchar)
       ))                                        as hash_differs
  from chained
 where follows_a_gap
    or balance_differs
    or hash_differs
 order by seq
 limit 20
