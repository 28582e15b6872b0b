-- Unchanged rows that another window returned before (a slice of this hour, say) now belong to this one.
update {{table}} t
   set window_start = {{start}}
  from {{staged}} s
 where {{same_key}}
   and {{target}}
   and t.window_start <> {{start}}
   and {{owns}}
