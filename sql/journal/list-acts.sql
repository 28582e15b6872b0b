-- Acts in order, for shipping and for following their chain.
select number, kind, player_id, code, currency, expires_at, acted_at, hash
  from acts
 where number > ?
 order by number
 limit ?
