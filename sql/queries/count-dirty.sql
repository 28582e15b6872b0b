-- How many hours' sums are to be made anew.
select count(*) as dirty
  from sync.dirty_hours
