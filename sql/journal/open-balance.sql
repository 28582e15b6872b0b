-- A credit of nothing, where a player has none yet in a currency.
insert into balances (player_id, currency, balance, check_sum)
values (?, ?, 0, ?)
    on conflict do nothing
