-- A round that waits for its end, since its newest bet.
insert into waiting (currency, round, player_id, bet_seq, since)
values (?, ?, ?, ?, ?)
    on conflict do update set bet_seq = excluded.bet_seq, since = excluded.since
