-- The one row of settings.
select report_timezone,
       cast(day_start as varchar) as day_start,
       base_currency,
       is_demo
  from sync.settings
