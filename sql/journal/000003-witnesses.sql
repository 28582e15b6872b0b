-- What answers from the journal are proved with (decision 0018): a second index for every "not seen before", a
-- checksum in every row that is changed, and the operator's acts, chained by hash as the entries are.
create table acts (
  number     integer not null primary key,
  kind       text    not null check (kind in ('session-opened', 'session-closed', 'player-blocked', 'player-unblocked')),
  player_id  text    not null,
  code       text,
  currency   text,
  expires_at integer,
  acted_at   integer not null,
  hash       blob    not null
) strict;

create trigger acts_are_never_changed before update on acts
begin select raise(abort, 'acts of the journal are never changed'); end;
create trigger acts_are_never_deleted before delete on acts
begin select raise(abort, 'acts of the journal are never deleted'); end;

-- The newest act on it, and CRC-32 over the columns before it (row-sum.ts).
alter table players  add column act       integer;
alter table players  add column check_sum integer;
alter table sessions add column act       integer;
alter table sessions add column check_sum integer;
alter table balances add column check_sum integer;

-- Asked where the first index knows nothing: a byte that rots in one of them is no second debit.
create index ids_again      on entries  (id)                  where id is not null;
create index keys_again     on entries  (key)                 where kind in ('deposit', 'withdraw');
create index players_again  on players  (player_id);
create index sessions_again on sessions (code);
create index balances_again on balances (player_id, currency);
