-- What people decided about this journal.
select noted_at, note
  from notes
 order by noted_at
