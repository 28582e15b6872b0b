-- Where one bet is known: its row, found by key in the vendor's own table, its older versions, its refusals.
select 'row'                          as what,
       account,
       cast(window_start as varchar)  as window_start,
       cast({{event}} as varchar)     as event_at,
       cast(run_id as varchar)        as run_id,
       fetched_at
  from {{table}}
 where {{key}} = $id
   and ($account is null or account = $account)
union all
select 'revision', account, cast(window_start as varchar), cast(event_at as varchar), cast(run_id as varchar), fetched_at
  from sync.revisions
 where stream = {{stored_as}}
   and record_key = $id
   and ($account is null or account = $account)
union all
select 'reject', account, cast(window_start as varchar), cast(window_start as varchar), cast(run_id as varchar), fetched_at
  from sync.rejects
 where stream in ({{streams}})
   and record_key = $id
   and ($account is null or account = $account)
 order by fetched_at desc
