-- The vendor's own totals as they were last told: the second witness by itself, to be held against any figure of ours.
create or replace view sync.control_totals as
select account,
       stream,
       window_start,
       window_end,
       theirs_count as control_count,
       theirs_stake as control_stake,
       theirs_ggr   as control_ggr,
       checked_at,
       run_id
  from sync.checks
 where witness = 'totals'
   and theirs_count is not null
qualify row_number() over (partition by account, stream, window_start, window_end order by checked_at desc) = 1;

comment on view sync.control_totals is 'The vendor''s own count and sums of each interval that it was asked for, as it last told them: windows, days, and what lies between where a day was bisected. sync.checks has every comparison.';
comment on column sync.control_totals.account       is 'Account at the vendor.';
comment on column sync.control_totals.stream        is 'Report, such as pv.bets.';
comment on column sync.control_totals.window_start  is 'First instant of the interval, UTC.';
comment on column sync.control_totals.window_end    is 'Instant after its last, UTC.';
comment on column sync.control_totals.control_count is 'Bets that the vendor counts.';
comment on column sync.control_totals.control_stake is 'Their stakes by the vendor, in currency units.';
comment on column sync.control_totals.control_ggr   is 'Their GGR by the vendor, in currency units.';
comment on column sync.control_totals.checked_at    is 'When it was asked, UTC.';
comment on column sync.control_totals.run_id        is 'Run that asked.';
