-- What must not depend on the host or on a wrong rule of DuckDB 1.5.5, for every connection of an instance.
-- Wrong results, each shown in test/load/engine.test.ts: top_n_window_elimination (duckdb issues 23675, 23588, 24363,
-- 23677, 23678), window_self_join (24780), common_subplan (25819), join_elimination (25213).
set global TimeZone = 'UTC';
set global disabled_optimizers = 'top_n_window_elimination,window_self_join,common_subplan,join_elimination'
