-- Rows that waited for their commit are stored by then, or given up.
drop table if exists temp.main.stage;
drop table if exists temp.main.stage_rejects
