-- The gaming day, spelt once. Looking up a zone costs ten times the sum, so UTC has a branch of its own; and
-- make_timestamptz, since timezone('UTC', …) would look up that one, too (1220 ms instead of 510 for 2 M bets).
create or replace macro ggr.gaming_day_in(instant, zone, day_start) as
  case
    when zone = 'UTC'
    then cast(instant - day_start as date)
    else cast(timezone(zone, make_timestamptz(epoch_us(instant))) - day_start as date)
  end;

create or replace macro ggr.gaming_day(instant) as (
  select ggr.gaming_day_in(instant, report_timezone, day_start)
    from sync.settings
);

comment on macro ggr.gaming_day_in is 'Gaming day of an instant in UTC: the date that a clock in the zone shows, where a day begins at day_start.';
comment on macro ggr.gaming_day    is 'Gaming day of an instant in UTC, by GGR_REPORT_TIMEZONE and GGR_DAY_START.';
