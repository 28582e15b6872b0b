-- The credit after an entry.
insert into balances (player_id, currency, balance, check_sum)
values (?, ?, ?, ?)
    on conflict (player_id, currency) do update set balance = excluded.balance, check_sum = excluded.check_sum
