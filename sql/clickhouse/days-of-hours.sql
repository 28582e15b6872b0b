-- The days of some hours, those among them from which everything is gone: so without FINAL.
(source, account, gaming_day) in (
   select source, account, gaming_day
     from {{rows}}.kept_players
    where {{where}})
