-- Records that stand on two pages: the list moved while it was read, so another record may be missing.
select count(*) as split
  from (select 1 from stage group by {{key}} having min(page) <> max(page))
