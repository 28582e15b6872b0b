-- Keeps the versions that the next MERGE is about to replace.
insert into sync.revisions
select t.account, {{stream}}, {{record_key}}, t.revision, 'replaced', t.{{event}}, t.fetched_at,
       {{now}}, t.window_start, t.run_id, {{run}}, {{row_json}}
  from {{table}} t
  join {{staged}} s on {{same_key}}
 where {{target}}
   and {{newer}}
   and ({{differs}})
