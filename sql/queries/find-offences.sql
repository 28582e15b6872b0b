-- The first rows that a check returns, and how many there are. Not by `count(*) over ()`: over a union of a dozen tables
-- DuckDB 1.5.5 loses a race between its threads in one run of some thousand, an internal error that ends the store.
with found as materialized (
{{check}}
)
select *, (select count(*) from found) as all_offending_rows
  from found
 limit {{most}}
