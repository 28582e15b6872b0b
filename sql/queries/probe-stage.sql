-- What was staged: rows, and distinct keys by their hash (a collision only costs the check that follows).
select count(*)                             as staged,
       count(distinct hash({{key}}))        as keys,
       (select count(*) from stage_rejects) as rejected
  from stage
