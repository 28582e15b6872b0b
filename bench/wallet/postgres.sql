-- The wallet of the bench in Postgres: what a team would write, as one function so that a request is one round trip.
create table players (player_id text primary key, blocked boolean not null default false);
create table sessions (
  code text primary key, player_id text not null, currency text not null, expires_at timestamptz, closed_at timestamptz
);
create table balances (
  player_id text, currency text, balance bigint not null check (balance >= 0), primary key (player_id, currency)
);
create table entries (
  seq bigserial primary key, kind text not null, currency text not null, id numeric(20) not null, player_id text not null,
  code text not null, game bigint, round_id numeric(20), amount bigint not null, balance_after bigint not null,
  received_at timestamptz not null default clock_timestamp()
);
create unique index one_transaction on entries (currency, id) where kind in ('bet', 'win', 'tombstone');
create unique index one_cancel      on entries (currency, id) where kind = 'cancel';
create index of_round on entries (currency, round_id) where kind in ('bet', 'win');

-- The credit after it, or a negative number: the refusal.
create function move(asked text, of_code text, of_id numeric, of_game bigint, cents bigint, of_round numeric) returns bigint
language plpgsql as $$
declare
  session  record;
  earlier  record;
  moved    bigint := cents;
  recorded text   := asked;
  credit   bigint;
begin
  select s.player_id, s.currency, p.blocked, s.closed_at is not null or coalesce(s.expires_at <= now(), false) as is_over
    into session from sessions s join players p using (player_id) where s.code = of_code;
  if not found then return -200; end if;
  select balance into credit from balances b
   where b.player_id = session.player_id and b.currency = session.currency for update;
  select * into earlier from entries e
   where e.currency = session.currency and e.id = of_id and e.kind in ('bet', 'win', 'tombstone');
  if asked = 'cancel' then
    if earlier is null then recorded := 'tombstone'; moved := 0;
    elsif earlier.kind <> 'bet' or earlier.player_id <> session.player_id then return -303;
    else
      moved := -earlier.amount;
      if exists (select 1 from entries e where e.currency = session.currency and e.id = of_id and e.kind = 'cancel') then
        return credit;
      end if;
    end if;
  elsif earlier is not null then
    if earlier.kind = asked and earlier.code = of_code and earlier.amount = cents and earlier.game = of_game then
      return earlier.balance_after;
    end if;
    return -301;
  elsif asked = 'bet' and (session.is_over or session.blocked) then return -201;
  elsif credit + moved < 0 then return -300;
  end if;
  if asked = 'win' then -- the flags of a win need its round
    perform count(*) from entries e where e.currency = session.currency and e.round_id = of_round and e.kind in ('bet', 'win');
  end if;
  insert into entries (kind, currency, id, player_id, code, game, round_id, amount, balance_after)
  values (recorded, session.currency, of_id, session.player_id, of_code, of_game, of_round, moved, credit + moved);
  update balances b set balance = credit + moved where b.player_id = session.player_id and b.currency = session.currency;
  return credit + moved;
end $$;
