-- Blocks or unblocks a player, known or not.
insert into players (player_id, blocked)
values (?, ?)
    on conflict (player_id) do update set blocked = excluded.blocked
