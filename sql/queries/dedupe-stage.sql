-- One row per key: MERGE would insert a key twice that stands twice in its source. The last read wins.
create or replace temp table stage_once as
select *
  from stage
qualify row_number() over (partition by {{key}} order by page desc, rowid desc) = 1
