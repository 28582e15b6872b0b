-- Appends one entry; the unique indexes refuse what already happened.
insert into entries (seq, kind, currency, id, key, player_id, code, game, round_id, round, amount, balance_after, flags, received_at, hash)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
