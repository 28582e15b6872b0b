-- As of when the answers are: now, in the store itself. A snapshot says its own instants.
create or replace view ggr.snapshot as
select make_timestamp(epoch_us(now())) as as_of,
       make_timestamp(epoch_us(now())) as published_at;

comment on view ggr.snapshot is 'As of when the answers are: one row.';
comment on column ggr.snapshot.as_of        is 'Everything that was committed before this instant is in it, UTC.';
comment on column ggr.snapshot.published_at is 'When the snapshot that was asked was made, UTC; in the store itself now.';
