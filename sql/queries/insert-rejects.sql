-- The refused records of a read, in place of those that an earlier read left. A refusal stands once, whichever
-- window or walk met it, keeps its age and who accepted it, and leaves when the record is mended. Its id is what
-- is refused and why: other content, or another reason, is another refusal, which nobody has accepted. Gone is what
-- left without its record having come, refused or as a row: much of that needs a second read (decision 0014). What a read
-- left that was begun later stands, and an older refusal of its record is not put beside it: an older read never wins.
create or replace temp table refused_later as
select rowid as row_number, record_key, raw
  from sync.rejects
 where account = $account
   and stream  = $stream
   and fetched_at > cast($fetched as timestamp)
   -- by a clock that stood ahead
   and fetched_at <= cast($now as timestamp);
create or replace temp table refused as
select left(md5(concat_ws(chr(31), $account, $stream, coalesce(record_key, ''), field, reason, raw)), 16) as id,
       record_key, field, reason, kind, raw
  from stage_rejects
 where case when record_key is null
            then raw        not in (select raw        from refused_later where record_key is null)
            else record_key not in (select record_key from refused_later where record_key is not null)
       end
-- a record on two pages counts as the later has it; one that an answer repeats stands once
qualify page = max(page) over (partition by coalesce(record_key, raw))
    and row_number() over (partition by record_key, field, reason, raw order by page desc) = 1;
create or replace temp table refused_before as
with met as (
  select rowid as row_number, id, md5(raw) as content, first_seen, accepted_at, accepted_by, accepted_reason,
         {{is_inside}} as is_inside,
         coalesce(r.record_key in (select {{key_text}} from {{keys}}), false)
           or coalesce(r.record_key in (select record_key from stage_rejects), false)
           or (r.record_key is null and r.raw in (select raw from stage_rejects)) as has_come
    from sync.rejects r
   where account = $account
     and stream  = $stream
     and rowid not in (select row_number from refused_later)
)
select *
  from met
 where is_inside
    or has_come;
delete from sync.rejects
 where rowid in (select row_number from refused_before);
insert into sync.rejects by name
select $account                                              as account,
       $stream                                               as stream,
       {{start}}                                             as window_start,
       {{end}}                                               as window_end,
       n.id, n.record_key, n.field, n.reason, n.kind, n.raw,
       cast($fetched as timestamp)                           as fetched_at,
       cast($run as uuid)                                    as run_id,
       coalesce(b.first_seen, cast($now as timestamp))       as first_seen,
       b.accepted_at, b.accepted_by, b.accepted_reason
  from refused n
  left join (select distinct on (id) * from refused_before order by id, first_seen) b on b.id = n.id;
with unreadable as (
  -- each may be the record of a refusal that is missed, which left for another reason then: it is not lost
  select count(*) as records
    from refused
   where record_key is null
     and md5(raw) not in (select content from refused_before where has_come)
)
select (select count(*)
          from refused
         where id not in (select id from refused_before))                  as refused_new,
       count(*) filter (is_inside)                                         as stored,
       greatest(count(*) filter (is_inside and not has_come)
                - (select records from unreadable), 0)                     as gone,
       md5(string_agg(id, ' ' order by id)
           filter (is_inside and not has_come))                            as which
  from refused_before
