-- What migrating itself needs: which migrations ran, and which text the views were made from.
create schema if not exists sync;
create table if not exists sync.migrations (
  number     integer   not null,
  name       varchar   not null,
  applied_at timestamp not null
);
create table if not exists sync.marts (
  digest varchar not null
)
