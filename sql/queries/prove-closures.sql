-- Proves wallet.closed_rounds by itself: numbers without gaps, each hash from the one before, the ledger there before it.
with chained as (
  select *,
         lag(closure, 1, 0)                 over in_order as closure_before,
         lag(hash, 1, repeat('0', 64))      over in_order as hash_before
    from wallet.closed_rounds
  window in_order as (order by closure)
)
select closure,
       closure <> closure_before + 1        as follows_a_gap,
       after_seq > (select coalesce(max(seq), 0) from wallet.ledger) as is_ahead,
       hash <> sha256(concat_ws(
         chr(31),
         hash_before,
         cast(closure as varchar),
         currency,
         cast(round as varchar),
         player_id,
         cause,
         coalesce(closed_by, ''),
         coalesce(reason, ''),
         cast(after_seq as varchar),
         cast(epoch_us(closed_at) as varchar)
       ))                                   as hash_differs
  from chained
 where follows_a_gap
    or is_ahead
    or hash_differs
 order by closure
 limit 20
