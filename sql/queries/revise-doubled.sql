-- Keeps the rows of doubled keys that go: an older one was replaced, a newer read of an older version superseded.
insert into sync.revisions
select t.account, {{stream}}, {{record_key}}, t.revision,
       case when doubled.is_inserted then 'superseded' else 'replaced' end,
       t.{{event}}, t.fetched_at, {{now}}, t.window_start, t.run_id, {{run}}, {{row_json}}
  from {{table}} t
  join doubled on doubled.row_id = t.rowid
 where not doubled.stays
