-- The upsert. An older version never wins, and an equal one costs nothing.
merge into {{table}} t
using {{staged}} s
   on {{same_key}}
  and {{target}}
 when matched and {{newer}} and ({{differs}}) then update set
      {{assignments}},
      window_start = {{updated_window}},
      fetched_at   = {{fetched}},
      revision     = t.revision + 1,
      run_id       = {{run}}
 when not matched then insert (account, {{names}}, extra, window_start, fetched_at, revision, run_id)
      values ({{account}}, {{values}}, s.extra, {{inserted_window}}, {{fetched}}, 1, {{run}})
