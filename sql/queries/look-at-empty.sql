-- All that a read without a record needs to know: whether it has anything to take away, rows of its window or refusals
-- of its stream, whether answers of the stream are kept, and what of the ledger touches the window, a row each.
with held as (
  select exists (select 1
                   from {{table}}
                  where account = {{account}}
                    and window_start >= {{start}}
                    and window_start <  {{end}})      as has_rows,
         exists (select 1
                   from sync.rejects
                  where account = {{account}}
                    and stream  = {{stream_name}})    as has_rejects,
         exists (select 1
                   from sync.raw_pages
                  where account = {{account}}
                    and stream  = {{stream_name}})    as has_pages
)
select held.*,
       epoch_ms(touching.window_start) as start_ms,
       epoch_ms(touching.window_end)   as end_ms,
       touching.state,
       epoch_ms(touching.fetched_at)   as fetched_ms,
       epoch_ms(coalesce(touching.reach, touching.fetched_at)) as reach_ms,
       touching.received,
       touching.attempts,
       touching.error,
       touching.truncated,
       cast(touching.closed_at as varchar) as closed_at
  from held
  left join (select *
               from sync.windows
              where account = {{account}}
                and stream  = {{stream_name}}
                and window_start < {{end}}
                and window_end   > {{start}}) as touching on true
