-- One act of the operator.
insert into acts (number, kind, player_id, code, currency, expires_at, acted_at, hash)
values (?, ?, ?, ?, ?, ?, ?, ?)
