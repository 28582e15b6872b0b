-- Rounds that end without the game server (decision 0013), and bets found by their player, whatever the session.
create table closures (
  number    integer not null primary key,
  currency  text    not null,
  round     integer not null,
  player_id text    not null,
  cause     text    not null check (cause in ('timed-out', 'closed-by-hand')),
  closed_by text,
  reason    text,
  after_seq integer not null,
  closed_at integer not null,
  hash      blob    not null
) strict;

-- A round is closed once.
create unique index one_closure on closures (currency, round, player_id);
-- Few among many: counted without a look at the others.
create index by_hand on closures (cause) where cause = 'closed-by-hand';

create trigger closures_are_never_changed before update on closures
begin select raise(abort, 'closures of the journal are never changed'); end;
create trigger closures_are_never_deleted before delete on closures
begin select raise(abort, 'closures of the journal are never deleted'); end;

-- Rounds that were open when half of their time had passed. Made from the entries, and may be made again.
create table waiting (
  currency  text    not null,
  round     integer not null,
  player_id text    not null,
  bet_seq   integer not null,
  since     integer not null,
  primary key (currency, round, player_id)
) strict, without rowid;
create index waiting_since on waiting (since);

-- The newest entry that was looked at for rounds that wait.
create table swept (
  seq integer not null
) strict;
insert into swept values (0);

-- A player who reconnects gets a new code: a session's bets are no place to look for a player's.
drop index unnumbered_bets;
create index bets_of_player on entries (player_id, currency, game, seq) where kind = 'bet';
