-- Runs are numbered in the order in which they began: a clock that was set back does not change that.
alter table sync.runs add column number bigint;
update sync.runs
   set number = numbered.number
  from (select run_id, row_number() over (order by rowid) as number from sync.runs) as numbered
 where runs.run_id = numbered.run_id;
