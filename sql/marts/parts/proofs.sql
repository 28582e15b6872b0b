-- What is proved of every window, by its state and by the newest check that covers it; and of every interval that was
-- checked of a source without windows. Checks are spread over their days first: a join by ranges alone of 10,000
-- windows with as many checks compares each with each. Of checks that were entered in one millisecond the shorter interval
-- is the newer, for a whole is compared before its parts; and of one interval the answer is the one that proves less.
with ranked as (
  select *,
         epoch_us(checked_at) * 4 + if(verdict = 'differs', 2, 0) + if(witness = 'totals', 0, 1) as place
    from sync.checks
   where verdict in ('equal', 'differs')
     and {{is_known}}
), newest as (
  select account,
         stream,
         window_start,
         window_end,
         max(checked_at)         as checked_at,
         max(place)              as place,
         arg_max(verdict, place) as verdict,
         arg_max(witness, place) as witness
    from ranked
   group by all
), by_day as (
  select *,
         row(checked_at, window_start - window_end, place) as place_among,
         cast(unnest(generate_series(cast(window_start as date),
                                     cast(window_end - interval 1 microsecond as date),
                                     interval 1 day)) as date) as day
    from newest
), covered as (
  select windows.account,
         windows.stream,
         windows.window_start,
         windows.window_end,
         arg_max(by_day.verdict, by_day.place_among) as verdict,
         arg_max(by_day.witness, by_day.place_among) as witness
    from sync.windows as windows
    join by_day
      on by_day.account       = windows.account
     and by_day.stream        = windows.stream
     and by_day.day           = cast(windows.window_start as date)
     and by_day.window_start <= windows.window_start
     and by_day.window_end   >= windows.window_end
   where {{is_checked}}
   group by all
)
select windows.account,
       windows.stream,
       windows.window_start,
       windows.window_end,
       {{proof}}                            as proof,
       true                                 as is_window
  from sync.windows as windows
  left join covered using (account, stream, window_start, window_end)
 where {{was_asked}}

union all

select account,
       stream,
       window_start,
       window_end,
       case verdict when 'equal' then 'checked' else 'differs' end as proof,
       false                                                       as is_window
  from newest
 where not exists (
       select 1 from sync.windows as windows
        where windows.account = newest.account
          and windows.stream  = newest.stream)
