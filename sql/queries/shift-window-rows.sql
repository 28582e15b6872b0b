-- A part of a window takes the rows that it holds by their event time.
update {{table}}
   set window_start = cast($start as timestamp)
 where {{owns_rows}}
   and account = $account
   and window_start >= cast($old_start as timestamp)
   and window_start <  cast($old_end as timestamp)
   and {{event}} >= cast($start as timestamp)
   and {{event}} <  cast($end as timestamp)
