-- What the operator did to sessions and players of the wallet: each act of the journal exactly once (decision 0018).
create table wallet.acts (
  act        bigint    not null,
  kind       varchar   not null,
  player_id  varchar   not null,
  code       varchar,
  currency   varchar,
  expires_at timestamp,
  acted_at   timestamp not null,
  hash       varchar   not null
);
