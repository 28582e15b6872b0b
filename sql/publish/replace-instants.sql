-- All that differs from one small file to the next: where its files lie, and as of when the answers are, in place of
-- the store's own view.
create or replace macro ggr.snapshot_folder() as coalesce(getvariable('ggr_snapshot'), {{folder}});
comment on macro ggr.snapshot_folder is 'Where the files of the snapshot lie: where it was published, or what the variable ggr_snapshot says.';

create or replace view ggr.snapshot as
select timestamp {{as_of}}        as as_of,
       timestamp {{published_at}} as published_at;

comment on view ggr.snapshot is 'As of when the answers are: one row.';
comment on column ggr.snapshot.as_of        is 'Everything that was committed before this instant is in it, UTC.';
comment on column ggr.snapshot.published_at is 'When the snapshot that was asked was made, UTC; in the store itself now.'
