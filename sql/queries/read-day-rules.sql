-- What the gaming day's macros were made from, and what they should be made from.
select report_timezone,
       cast(epoch(day_start) * 1000 as bigint) as day_start_ms,
       day_rules
  from sync.settings
