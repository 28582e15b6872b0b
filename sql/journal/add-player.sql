-- Makes a player known.
insert into players (player_id)
values (?)
    on conflict do nothing
