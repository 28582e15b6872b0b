-- The wallet's journal (SQLite): what makes a request count exactly once is a property of this file.
-- Amounts are integers of minor units (cents). Ids are unsigned 64-bit numbers, kept as the signed
-- integers of the same bits. Times are microseconds UTC.
create table players (
  player_id text    not null primary key,
  blocked   integer not null default 0 check (blocked in (0, 1))
) strict, without rowid;

create table sessions (
  code       text    not null primary key,
  player_id  text    not null,
  currency   text    not null,
  opened_at  integer not null,
  expires_at integer,
  closed_at  integer
) strict, without rowid;

-- What the entries sum to, so that no request adds them up; both change in one transaction.
create table balances (
  player_id text    not null,
  currency  text    not null,
  balance   integer not null check (balance >= 0),
  primary key (player_id, currency)
) strict, without rowid;

create table entries (
  seq           integer not null primary key,
  kind          text    not null check (kind in ('bet', 'win', 'cancel', 'tombstone', 'deposit', 'withdraw')),
  currency      text    not null,
  id            integer,
  key           text,
  player_id     text    not null,
  code          text,
  game          integer,
  round_id      integer,
  round         integer,
  amount        integer not null,
  balance_after integer not null check (balance_after >= 0),
  flags         text,
  received_at   integer not null,
  hash          blob    not null,
  check ((id is null) = (kind in ('deposit', 'withdraw'))),
  check ((key is null) = (kind not in ('deposit', 'withdraw')))
) strict;

-- One bet, win or tombstone per currency and id, and at most one cancel of it.
create unique index one_transaction on entries (currency, id) where kind in ('bet', 'win', 'tombstone');
create unique index one_cancel      on entries (currency, id) where kind = 'cancel';
create unique index one_transfer    on entries (key)          where key is not null;
create index of_round        on entries (currency, round) where kind in ('bet', 'win');
create index unnumbered_bets on entries (code, game, seq) where kind = 'bet' and round_id is null;

create trigger entries_are_never_changed before update on entries
begin select raise(abort, 'entries of the journal are never changed'); end;
create trigger entries_are_never_deleted before delete on entries
begin select raise(abort, 'entries of the journal are never deleted'); end;

-- What a person decided about this journal: losses accepted, entries restored.
create table notes (
  noted_at integer not null,
  note     text    not null
) strict;

-- How far the warehouse held the entries when it was last asked: fewer there later means a cut tail.
create table shipped (
  seq integer not null
) strict;
insert into shipped values (0);
