-- What is to be made anew, and whether rows came or went without a mark.
select (select count(*) from sync.dirty_hours)                                 as dirty,
       kept.is_made
         and kept.rows <> {{rows}}
         and not exists (select 1 from sync.touched where number > kept.touched) as is_unmarked
  from sync.kept
