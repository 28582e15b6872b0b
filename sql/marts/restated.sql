-- Days whose GGR changed after they were first complete. Each version that came or went after the last window of its
-- day was held whole counts as a change; the wallet and reports without windows have no such moment.
create or replace view ggr.restated as
with moved as (
  select source, account, currency, event_at, fetched_at, run_id, ggr,
         case when revision = 1 then 'late' else 'replaced' end      as cause
    from ({{arrivals}})
   where status <> 'open'
   union all
  select source, account, currency, event_at, fetched_at, run_id, -ggr,
         case when revision = 0 then 'withdrawn' else 'replaced' end as cause
    from ({{departures}})
   where status <> 'open'
), moves as (
  select ggr.gaming_day(event_at) as gaming_day, source, account, currency, fetched_at as changed_at, run_id, cause,
         sum(ggr) as difference
    from moved
   group by all
), held as (
  select split_part(stream, '.', 1) as source,
         account,
         window_start,
         window_end,
         closed_at,
         cast(unnest(generate_series(ggr.gaming_day(window_start),
                                     ggr.gaming_day(window_end - interval 1 microsecond),
                                     interval 1 day)) as date) as gaming_day
    from sync.windows
   where stream in ({{bet_streams}})
     and closed_at is not null
), complete as (
  select source, account, gaming_day, max(closed_at) as complete_at
    from held
   group by all
  having sum(epoch_us(least(window_end, ggr.gaming_day_starts(gaming_day + 1)))
               - epoch_us(greatest(window_start, ggr.gaming_day_starts(gaming_day))))
           >= epoch_us(ggr.gaming_day_starts(gaming_day + 1)) - epoch_us(ggr.gaming_day_starts(gaming_day))
), changes as (
  select gaming_day, source, account, currency, cause, run_id,
         max(changed_at)  as changed_at,
         sum(difference)  as difference
    from moves
    join complete using (gaming_day, source, account)
   where changed_at > complete_at
   group by all
  having sum(difference) <> 0
)
select gaming_day,
       source,
       account,
       currency,
       cast(is_ggr - difference as decimal(38, 4)) as was_ggr,
       cast(is_ggr as decimal(38, 4))              as is_ggr,
       cast(difference as decimal(38, 4))          as difference,
       changed_at,
       cause,
       run_id
  from (
  select changes.*,
         coalesce(daily.ggr, 0) - coalesce(sum(difference) over later, 0) as is_ggr
    from changes
    left join ggr.daily as daily using (gaming_day, source, account, currency)
  window later as (partition by gaming_day, source, account, currency order by changed_at desc, cause, run_id
                   rows between unbounded preceding and 1 preceding));

comment on view ggr.restated is 'Days whose GGR changed after they were first complete (every window of the day held whole after its end): one row a day, run and cause, each with the figure before and after it.';
comment on column ggr.restated.gaming_day is 'Day in GGR_REPORT_TIMEZONE, beginning at GGR_DAY_START.';
comment on column ggr.restated.source     is 'Vendor ({{vendors}}). The wallet is not here: its rounds end when players end them.';
comment on column ggr.restated.account    is 'Account at the vendor.';
comment on column ggr.restated.currency   is 'Currency of the account.';
comment on column ggr.restated.was_ggr    is 'ggr of the day before this change.';
comment on column ggr.restated.is_ggr     is 'ggr of the day after it; that of the newest change is the one in ggr.daily.';
comment on column ggr.restated.difference is 'is_ggr - was_ggr; never 0.';
comment on column ggr.restated.changed_at is 'When the change was made, UTC.';
comment on column ggr.restated.cause      is 'replaced (a bet has another outcome, or moved to another day), withdrawn (the vendor has it no more) or late (a bet came after).';
comment on column ggr.restated.run_id     is 'The run that made it; see sync.runs.';
