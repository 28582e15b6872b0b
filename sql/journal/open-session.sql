-- Opens a session, or opens it again for its own player and currency.
insert into sessions (code, player_id, currency, opened_at, expires_at, act, check_sum)
values (?, ?, ?, ?, ?, ?, ?)
    on conflict (code) do update
   set expires_at = excluded.expires_at, closed_at = null, act = excluded.act, check_sum = excluded.check_sum
