-- POP's own view: what its games are called now.
create or replace view pop.game_names as
select account,
       game_id,
       last(name order by seen_on, fetched_at, name) as game_name
  from pop.games
 where name <> ''
 group by account, game_id;

comment on view pop.game_names is 'What each game of POP is called now, also where it is no longer in the list.';
comment on column pop.game_names.account   is 'Account at the vendor.';
comment on column pop.game_names.game_id   is 'POP''s id of the game.';
comment on column pop.game_names.game_name is 'Its newest name.';
