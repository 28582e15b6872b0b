-- The gaming day, spelt once. UTC has a branch of its own: looking a zone up costs five times the scan.
create or replace macro ggr.gaming_day_in(instant, zone, day_start) as
  case
    when zone = 'UTC'
    then cast(instant - day_start as date)
    else cast(timezone(zone, timezone('UTC', instant)) - day_start as date)
  end;

create or replace macro ggr.gaming_day(instant) as (
  select ggr.gaming_day_in(instant, report_timezone, day_start)
    from sync.settings
);

comment on macro ggr.gaming_day_in is 'Gaming day of an instant in UTC: the date that a clock in the zone shows, where a day begins at day_start.';
comment on macro ggr.gaming_day    is 'Gaming day of an instant in UTC, by GGR_REPORT_TIMEZONE and GGR_DAY_START.';
