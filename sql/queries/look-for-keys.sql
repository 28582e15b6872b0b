-- Whether there is anything to compare with: rows of the window, or a row of whatever time with a key that came. Where
-- there is nothing, pages go straight into the facts, and this is the proof that each key then stands once.
select {{replaces}} and exists (
           select 1
             from {{table}}
            where account = {{account}}
              and window_start >= {{start}}
              and window_start <  {{end}})                    as has_rows,
       (select count(*)
          from {{table}} t
         where t.account = {{account}}
           and {{t_key}} in (select {{key}} from {{keys}}))    as standing
