-- Every gaming day as the macros have them: a view that names a macro of 120 changes costs milliseconds each time.
delete from sync.gaming_days;
insert into sync.gaming_days
select cast(day as date),
       ggr.gaming_day_starts(cast(day as date)),
       ggr.gaming_day_starts(cast(day as date) + 1)
  from range(date '{{first_year}}-01-01', date '{{after_year}}-01-01', interval 1 day) as days (day)
