-- The gaming day, spelt once, with the shifts of the report zone as Node knows them (docs/decisions/0012): a search
-- among constants. For 5 M instants in Berlin it takes 50 ms, DuckDB's own timezone(…) 620.
create or replace macro ggr.gaming_day(instant) as
  {{day}};

create or replace macro ggr.gaming_day_starts(day) as
  {{start}};

comment on macro ggr.gaming_day        is 'Gaming day of an instant in UTC, by GGR_REPORT_TIMEZONE and GGR_DAY_START: the date that a clock in the zone shows, where a day begins at GGR_DAY_START.';
comment on macro ggr.gaming_day_starts is 'First instant of a gaming day, UTC. event_at >= ggr.gaming_day_starts(date ''2025-03-01'') and event_at < ggr.gaming_day_starts(date ''2025-03-02'') reads that day alone.';
