-- Notes what drifted, each event once with the times at which it was first and last seen; returns the new ones.
-- A change to another type is another event, and so is a field that went away again.
create or replace temp table drifted as
select unnest(from_json($drift, '[{"field": "VARCHAR", "what": "VARCHAR", "sample": "VARCHAR",
              "since": "TIMESTAMP"}]'), recursive := true);
update sync.drift as d
   set last_seen = cast($now as timestamp)
  from drifted as s
 where d.account = $account
   and d.stream  = $stream
   and d.field   = s.field
   and d.what    = s.what
   and (s.what <> 'type' or regexp_extract(d.sample, '^[a-z]+') = regexp_extract(s.sample, '^[a-z]+'))
   and (s.since is null or d.last_seen >= s.since);
insert into sync.drift
select $account, $stream, s.field, s.what, cast($now as timestamp), cast($now as timestamp), s.sample,
       cast($run as uuid)
  from drifted as s
 where not exists (
       select 1 from sync.drift as d
        where d.account = $account
          and d.stream  = $stream
          and d.field   = s.field
          and d.what    = s.what
          and (s.what <> 'type' or regexp_extract(d.sample, '^[a-z]+') = regexp_extract(s.sample, '^[a-z]+'))
          and (s.since is null or d.last_seen >= s.since))
returning field, what, sample
