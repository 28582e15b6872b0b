-- Forgets the rows of a month and their versions; the outbox is told nothing, because in the cluster they stay.
delete from {{table}} as t
 where {{of_rows}};
delete from sync.revisions as t
 where {{of_revisions}}
