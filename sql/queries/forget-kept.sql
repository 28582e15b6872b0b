-- Nothing is kept any more: views read the facts until the sums are made anew.
delete from sync.kept_players;
delete from sync.kept_hours;
delete from sync.kept_days;
delete from sync.kept_months;
delete from sync.unkept_hours;
update sync.kept
   set is_made = false, months_until = null
