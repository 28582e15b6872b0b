-- Closures in order, for shipping and for following their chain.
select number, currency, round, player_id, cause, closed_by, reason, after_seq, closed_at, hash
  from closures
 where number > ?
 order by number
 limit ?
