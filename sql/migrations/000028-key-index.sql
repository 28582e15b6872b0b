-- What finds a key in the whole of a large table of facts without reading it (docs/decisions/0030): hashes of all keys
-- that ever stood there, most of them in files beside the store, which are made anew wherever they are not as it says here.
create table sync.key_index (
  relation varchar not null,
  rows     bigint  not null,
  witness  bigint  not null
);
create table sync.key_runs (
  relation varchar not null,
  run      uuid    not null,
  keys     bigint  not null
);
create table sync.key_tail (
  relation varchar not null,
  number   bigint  not null,
  id       uuid    not null,
  grown    bigint  not null,
  hashes   blob    not null
);
