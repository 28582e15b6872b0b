-- A table of the store as its files: where the snapshot lies now, or where a reader says that it lies.
create view {{table}} as
select {{columns}}
  from read_parquet(coalesce(getvariable('ggr_snapshot'), {{folder}}) || {{files}});
