-- One row a player of each account. A bet that names no operator's id counts for the one that the vendor names
-- for that player elsewhere (ggr.player_ids); a bet that names one always counts for that one.
create or replace view ggr.players as
{{players}};

comment on view ggr.players is 'One row per player and account: first and last bet, and what was played. Open bets are not counted.';
comment on column ggr.players.player_id         is 'The operator''s id where the vendor ever told it (ggr.player_ids), also for bets that left it empty; the vendor''s id else.';
comment on column ggr.players.source            is 'Vendor ({{vendors}}), or wallet.';
comment on column ggr.players.account           is 'Account at the vendor; the wallet has one per currency.';
comment on column ggr.players.currency          is 'Currency of the account; amounts of different currencies are never added.';
comment on column ggr.players.vendor_player_ids is 'The vendor''s ids under which the player bet.';
comment on column ggr.players.first_bet_at      is 'Event time of the first closed bet, UTC; ggr.gaming_day(first_bet_at) is its day. Null for those who only tipped.';
comment on column ggr.players.last_bet_at       is 'Event time of the last closed bet, UTC.';
{{figure_comments}}

create or replace macro ggr.players_between(first_day, last_day) as table
{{players_within}};

comment on macro table ggr.players_between is 'The columns of ggr.players, with the figures of some gaming days alone, both ends among them: from ggr.players_between(date ''2025-03-01'', date ''2025-03-31''). Players without a bet or a tip in them are not there.';
