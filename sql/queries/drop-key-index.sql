-- Rows of the table came or went by another way than a merge: its index is made anew by the next one.
delete from sync.key_tail  where relation = {{relation}};
delete from sync.key_runs  where relation = {{relation}};
delete from sync.key_index where relation = {{relation}}
