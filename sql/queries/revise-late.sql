-- Keeps the versions that came after a newer one: they never were what we believed, but nothing is lost.
insert into sync.revisions
select distinct {{account}}, {{stream}}, {{record_key}}, 0, 'superseded', s.{{event}}, {{fetched}},
       {{fetched}}, {{start}}, {{run}}, {{run}}, {{staged_json}}
  from stage s
  join {{table}} t on {{same_key}}
 where {{target}}
   and ({{differs}})
   and not exists (
       select 1 from sync.revisions r
        where r.account = {{account}}
          and r.stream  = {{stream}}
          and r.record_key = {{record_key}}
          and r."row" = {{staged_json}})
