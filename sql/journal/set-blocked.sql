-- Blocks or unblocks a player, known or not.
insert into players (player_id, blocked, act, check_sum)
values (?, ?, ?, ?)
    on conflict (player_id) do update
   set blocked = excluded.blocked, act = excluded.act, check_sum = excluded.check_sum
