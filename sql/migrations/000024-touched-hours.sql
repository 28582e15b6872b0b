-- Which hours of which tables changed, for the next snapshot; the first row stands for the store itself, so that
-- a snapshot of another one is never gone on with (docs/decisions/0020).
create table sync.touched (
  number   bigint    not null,
  id       uuid      not null,
  relation varchar   not null,
  hour     timestamp not null
);
insert into sync.touched values (0, uuid(), 'sync.touched', timestamp '1970-01-01');
