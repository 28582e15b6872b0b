-- The rows of one table between the first and the last of some hours: bounds keep the scan away from the rest.
(select facts.*
   from {{table}} as facts
   join (select coalesce(min(hour), timestamp 'infinity')                      as first_hour,
                coalesce(max(hour) + interval 1 hour, timestamp '-infinity')   as after_hour
           from {{dirty}}
          where source = {{source}}) as bounds
     on {{event}} >= bounds.first_hour
    and {{event}} <  bounds.after_hour)
