-- Closures to give back to a journal that lost them.
select closure, currency, round, player_id, cause, closed_by, reason, after_seq,
       epoch_us(closed_at) as closed_at,
       hash
  from wallet.closed_rounds
 where closure > cast($closure as bigint)
 order by closure
 limit 5000
