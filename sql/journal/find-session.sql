-- The session a request names, its player and the credit, each with what proves its row.
select sessions.player_id,
       sessions.currency,
       sessions.opened_at,
       sessions.expires_at,
       sessions.closed_at,
       sessions.act,
       sessions.check_sum,
       players.blocked,
       players.act,
       players.check_sum,
       balances.balance,
       balances.check_sum
  from sessions
  left join players using (player_id)
  left join balances using (player_id, currency)
 where sessions.code = ?
