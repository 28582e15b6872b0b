-- Rows of which no key is stored near their time: a third of what MERGE costs.
insert into {{table}} (account, {{names}}, extra, window_start, fetched_at, revision, run_id)
select {{account}}, {{values}}, s.extra, {{inserted_window}}, {{fetched}}, 1, {{run}}
  from {{staged}} s
