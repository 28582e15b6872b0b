-- The wallet's ledger: each entry of the journal exactly once and in order (decision 0009).
create schema wallet;

create table wallet.ledger (
  seq           bigint         not null,
  currency      varchar        not null,
  id            ubigint,
  kind          varchar        not null,
  player_id     varchar        not null,
  code          varchar,
  game          ubigint,
  round_id      ubigint,
  amount        decimal(18, 4) not null,
  balance_after decimal(18, 4) not null,
  flags         varchar,
  received_at   timestamp      not null,
  key           varchar,
  round         ubigint,
  hash          varchar        not null
);
