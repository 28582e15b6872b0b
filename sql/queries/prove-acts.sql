-- Proves wallet.acts by itself: numbers without gaps, each hash from the one before.
with chained as (
  select *,
         lag(act, 1, 0)                over in_order as act_before,
         lag(hash, 1, repeat('0', 64)) over in_order as hash_before
    from wallet.acts
  window in_order as (order by act)
)
select act,
       act <> act_before + 1           as follows_a_gap,
       hash <> sha256(concat_ws(
         chr(31),
         hash_before,
         cast(act as varchar),
         kind,
         player_id,
         coalesce(code, ''),
         coalesce(currency, ''),
         coalesce(cast(epoch_us(expires_at) as varchar), ''),
         cast(epoch_us(acted_at) as varchar)
       ))                              as hash_differs
  from chained
 where follows_a_gap
    or hash_differs
 order by act
 limit 20
