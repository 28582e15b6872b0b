-- Rows that the window may replace, adopt or withdraw; none of them means a plain load.
select (select count(*)
          from {{table}} t
         where {{target}}
           and t.window_start >= {{start}}
           and t.window_start <  {{end}})                as owned,
       (select count(*)
          from {{table}} t
          join {{staged}} s on {{same_key}}
         where {{target}})                               as met
