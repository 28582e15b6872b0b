-- One row a game of every source, from the vendors' lists (sql/vendors/<vendor>/games.sql) and from the bets: either may lack some.
create or replace view ggr.games as
{{games}};

comment on view ggr.games is 'One row per game and account: its name now and before, and what was played. Games of a list that nobody played are in it with 0 bets, games without a list by their bets. Open bets are not counted.';
comment on column ggr.games.source        is 'Vendor ({{vendors}}), or wallet.';
comment on column ggr.games.account       is 'Account at the vendor; the wallet has one per currency.';
comment on column ggr.games.game_id       is 'The vendor''s id of the game; the game server''s code for the wallet.';
comment on column ggr.games.game_name     is 'Its newest name; null where the vendor tells none.';
comment on column ggr.games.game_type     is 'Its newest type in the vendor''s words; null where it tells none.';
comment on column ggr.games.earlier_names is 'Other names that it had, the oldest first; empty where it had none.';
comment on column ggr.games.first_seen    is 'When it was first seen in the vendor''s list, UTC; WM has no list to ask for: the first bet that named it.';
comment on column ggr.games.last_seen     is 'When it was last seen there, UTC. Looks of one day that found nothing new count as one.';
comment on column ggr.games.currency      is 'Currency of the account.';
comment on column ggr.games.players is 'Number of players who bet, by ggr.bets.player_id.';
{{figure_comments}}
comment on column ggr.games.first_bet_at  is 'Event time of the first closed bet, UTC.';
comment on column ggr.games.last_bet_at   is 'Event time of the last closed bet, UTC.';

create or replace macro ggr.games_between(first_day, last_day) as table
{{games_within}};

comment on macro table ggr.games_between is 'The columns of ggr.games, with the figures of some gaming days alone, both ends among them: from ggr.games_between(date ''2025-03-01'', date ''2025-03-31''). Games without a bet have 0.';
