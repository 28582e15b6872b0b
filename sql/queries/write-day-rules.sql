-- Says what the gaming day's macros were made from.
update sync.settings
   set day_rules = $rules
