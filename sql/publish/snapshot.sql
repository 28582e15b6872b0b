-- As of when the answers are, in place of the store's own view; its comments are taken over.
create or replace view ggr.snapshot as
select timestamp {{as_of}}        as as_of,
       timestamp {{published_at}} as published_at;

comment on view ggr.snapshot is 'As of when the answers are: one row.';
comment on column ggr.snapshot.as_of        is 'Everything that was committed before this instant is in it, UTC.';
comment on column ggr.snapshot.published_at is 'When the snapshot that was asked was made, UTC; in the store itself now.'
