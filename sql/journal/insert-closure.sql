-- Ends a round; the unique index refuses a second end.
insert into closures (number, currency, round, player_id, cause, closed_by, reason, after_seq, closed_at, hash)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
