-- The syntax tree of a select statement, to see which functions it calls before it runs.
select json_serialize_sql($text::varchar) as tree
