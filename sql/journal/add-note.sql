-- Notes what a person decided about this journal.
insert into notes (noted_at, note)
values (?, ?)
