-- Rows, between these bounds, with a key that came. None in the whole table: that is the proof that each key will stand
-- once. Near their events it is known soon, wherever a report was read before, and the whole table is not looked through.
select count(*) as standing
  from {{table}} t
 where t.account = {{account}}
   and {{bounds}}
   and {{t_key}} in (select {{key}} from {{keys}})
