-- The session a request names, whether its player is blocked, and the credit.
select sessions.player_id,
       sessions.currency,
       sessions.expires_at,
       sessions.closed_at,
       players.blocked,
       coalesce(balances.balance, 0)
  from sessions
  join players using (player_id)
  left join balances using (player_id, currency)
 where sessions.code = ?
