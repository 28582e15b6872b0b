-- Acts to give back to a journal that lost them.
select act, kind, player_id, code, currency,
       epoch_us(expires_at) as expires_at,
       epoch_us(acted_at)   as acted_at,
       hash
  from wallet.acts
 where act > cast($act as bigint)
 order by act
 limit 5000
