-- One row per key: MERGE would insert a key twice that stands twice in its source. The newest version wins, then the last read.
create or replace temp table stage_once as
select *
  from stage
qualify row_number() over (partition by {{key}} order by {{version}}page desc, rowid desc) = 1
