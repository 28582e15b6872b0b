-- The rows of hours from the first to the last of the months that are made anew: bounds keep the scan away from the rest.
select hours.*
  from sync.kept_players as hours
  join (select min(month)                                 as first_day,
               cast(max(month) + interval 1 month as date) as after_day
          from kept_slice_months) as bounds
    on gaming_day >= first_day
   and gaming_day <  after_day
