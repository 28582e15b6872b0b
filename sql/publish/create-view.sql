-- A table of the store as its files.
create view {{table}} as
select {{columns}}
  from read_parquet(ggr.snapshot_folder() || {{files}});
