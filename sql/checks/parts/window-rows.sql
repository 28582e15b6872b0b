-- The windows of one report against its rows. Fewer are no offence where rows moved on: what was replaced or withdrawn
-- since stands in sync.revisions, and a neighbour that returned a row too has it as unchanged. More are none where
-- nothing could be withdrawn, or another report brings rows as well. Records repeated in one answer count as unchanged.
-- Rows of forgotten months stand in ClickHouse.
(with windows as (
  select *,
         coalesce(lag(unchanged) over neighbours, 0) + coalesce(lead(unchanged) over neighbours, 0) as shared
    from sync.windows
   where stream = '{{stream}}'
     and state in ('loaded', 'verified', 'mismatch')
  window neighbours as (partition by account order by window_start)
), stored as (
  -- counted before they are joined: a twentieth of the time
  select windows.account, windows.window_start, cast(sum(t.rows) as bigint) as rows
    from (select t.account, t.window_start, count(*) as rows from {{table}} as t group by all) as t
    asof join windows
      on windows.account       = t.account
     and windows.window_start <= t.window_start
   where t.window_start < windows.window_end
   group by all
), gone as (
  select windows.account, windows.window_start, count(*) as rows
    from sync.revisions as revisions
    asof join windows
      on windows.account       = revisions.account
     and windows.window_start <= revisions.window_start
   where revisions.stream = '{{name}}'
     and revisions.window_start < windows.window_end
     and revisions.replaced_at  > windows.fetched_at
   group by all
)
select windows.stream, windows.account, windows.window_start, windows.window_end, windows.state, windows.received,
       windows.quarantined, windows.control_count, coalesce(stored.rows, 0) as rows
  from windows
  left join stored using (account, window_start)
  left join gone   using (account, window_start)
 where {{is_asked}}
   and not exists (
       select 1
         from sync.forgotten as forgotten
        where forgotten.account  = windows.account
          and forgotten.relation = '{{name}}'
          and forgotten.starts   < windows.window_end
          and forgotten.ends     > windows.window_start)
   and (coalesce(stored.rows, 0) + coalesce(gone.rows, 0) + shared < inserted + updated
    or (coalesce(stored.rows, 0) > received and truncated is null and {{is_alone}})
    or (state = 'verified' and control_count <> coalesce(stored.rows, 0))))
