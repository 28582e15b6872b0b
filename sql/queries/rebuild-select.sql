-- The text of a syntax tree: what is run is what was checked, whatever the text it came from looked like.
select json_deserialize_sql($tree::json) as text
