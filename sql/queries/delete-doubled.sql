-- One row a key: the newest version counts on from the others' revisions.
update {{table}} t
   set revision = doubled.last_revision + 1
  from doubled
 where doubled.row_id = t.rowid
   and doubled.stays
   and doubled.is_inserted;
delete from {{table}} t
 using doubled
 where doubled.row_id = t.rowid
   and not doubled.stays
