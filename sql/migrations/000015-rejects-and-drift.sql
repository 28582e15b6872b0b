-- A refusal has an id, an age and the word of whoever accepted it; a vendor's fields are watched, not only new ones.
alter table sync.rejects add column id varchar;
alter table sync.rejects add column first_seen timestamp;
alter table sync.rejects add column accepted_at timestamp;
alter table sync.rejects add column accepted_by varchar;
alter table sync.rejects add column accepted_reason varchar;
update sync.rejects
   set id         = left(md5(concat_ws(chr(31), account, stream, coalesce(record_key, ''), field, reason, raw)), 16),
       first_seen = fetched_at;
alter table sync.runs add column refused_new bigint;

create table sync.fields (
  account         varchar   not null,
  stream          varchar   not null,
  field           varchar   not null,
  types           varchar   not null,
  records         bigint    not null,
  present         bigint    not null,
  lacking         bigint    not null,
  longest         bigint    not null,
  first_seen      timestamp not null,
  last_seen       timestamp not null,
  accepted_at     timestamp,
  accepted_by     varchar,
  accepted_reason varchar
);

create table sync.drift (
  account    varchar   not null,
  stream     varchar   not null,
  field      varchar   not null,
  what       varchar   not null check (what in ('new', 'gone', 'type')),
  first_seen timestamp not null,
  last_seen  timestamp not null,
  sample     varchar,
  run_id     uuid      not null
);
insert into sync.drift
select account, stream, field, 'new', first_seen, first_seen, null, run_id
  from sync.unknown_fields;
drop table sync.unknown_fields;
