-- What was staged: how many rows and keys, and whether paging returned one record on two pages.
select count(*)                             as staged,
       count(distinct {{key}})              as keys,
       (select count(*) from stage_rejects) as rejected
  from stage
