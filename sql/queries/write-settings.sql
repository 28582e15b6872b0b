-- Makes the environment's report settings those of the views; the gaming day's macros are then made anew.
delete from sync.settings;
insert into sync.settings (report_timezone, day_start, base_currency, is_demo)
values ($timezone, cast($day_start as interval), $base_currency, $is_demo)
