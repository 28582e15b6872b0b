-- Rows that waited for their commit are stored by then, or given up, and so is what a commit made of them.
drop table if exists temp.main.stage;
drop table if exists temp.main.stage_rejects;
drop table if exists temp.main.stage_once;
drop table if exists temp.main.stage_conflicts;
drop table if exists temp.main.refused;
drop table if exists temp.main.refused_before;
drop table if exists temp.main.doubled
