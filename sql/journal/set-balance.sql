-- The credit after an entry.
insert into balances (player_id, currency, balance)
values (?, ?, ?)
    on conflict (player_id, currency) do update set balance = excluded.balance
