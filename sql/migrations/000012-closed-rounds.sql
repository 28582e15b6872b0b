-- Rounds of the wallet that ended without the game server: each closure of the journal exactly once (decision 0013).
create table wallet.closed_rounds (
  closure   bigint    not null,
  currency  varchar   not null,
  round     ubigint   not null,
  player_id varchar   not null,
  cause     varchar   not null,
  closed_by varchar,
  reason    varchar,
  after_seq bigint    not null,
  closed_at timestamp not null,
  hash      varchar   not null
);
