-- As of when a published snapshot is.
select strftime(as_of, '%Y-%m-%dT%H:%M:%S.%gZ') as as_of
  from ggr.snapshot
