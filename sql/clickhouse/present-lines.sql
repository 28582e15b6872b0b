-- Rows as they stand, a JSON array each: every value is quoted text, so that none passes through a double.
select cast(json_array({{values}}) as varchar) as line
  from {{table}} as t
 where {{where}}
