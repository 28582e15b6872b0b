-- Makes the environment's report settings those of the views.
delete from sync.settings;
insert into sync.settings
values ($timezone, cast($day_start as interval), $base_currency, $is_demo)
