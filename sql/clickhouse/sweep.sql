-- Deletions of what the newest reading of these bounds does not have. Each partition for itself: a key that moved to
-- another month is gone from the old one, and FINAL over both would hide it.
insert into {{table}} ({{kept}}store, version, is_deleted)
select {{kept}}store, {{version}}, 1
  from {{table}} final
 where ({{where}})
   and version < {{version}}
settings do_not_merge_across_partitions_select_final = 1
