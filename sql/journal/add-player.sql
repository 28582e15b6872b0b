-- Makes a player known.
insert into players (player_id, check_sum)
values (?, ?)
    on conflict do nothing
