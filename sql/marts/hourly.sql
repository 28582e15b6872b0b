-- GGR by hour: the same figures as ggr.daily. Hours are UTC, so that none is missing or twice when clocks change.
create or replace view ggr.hourly as
with bets as (
{{hour_bets}}
), tips as (
  select date_trunc('hour', event_at) as hour_start, gaming_day, source, account, currency, sum(amount) as tips
    from ggr.tips
   group by all
), proofs as (
  select source, account, hour_start, {{weakest}} as proof
    from (
    select split_part(stream, '.', 1) as source,
           account,
           unnest(generate_series(date_trunc('hour', window_start),
                                  window_end - interval 1 microsecond,
                                  interval 1 hour)) as hour_start,
           window_start,
           window_end,
           proof,
           is_window
      from sync.proofs
     where stream in ({{bet_streams}}))
   where is_window
      or proof = 'differs'
      or (window_start <= hour_start and window_end >= hour_start + interval 1 hour)
   group by all
)
select hour_start,
       gaming_day,
       source,
       account,
       currency,
       coalesce(bets, 0)    as bets,
       coalesce(players, 0) as players,
       {{figures}},
       coalesce(proof, 'unproven') as proof
  from bets
  full join tips using (hour_start, gaming_day, source, account, currency)
  left join proofs using (hour_start, source, account);

comment on view ggr.hourly is 'GGR by hour, source, account and currency. Open bets are not in it. Where a gaming day begins within an hour of UTC, that hour has a row for each of its two days.';
comment on column ggr.hourly.hour_start is 'Start of the hour, UTC; every bet is in exactly one hour, also when clocks change.';
comment on column ggr.hourly.gaming_day is 'Day in GGR_REPORT_TIMEZONE, beginning at GGR_DAY_START.';
comment on column ggr.hourly.source     is 'Vendor ({{vendors}}), or wallet.';
comment on column ggr.hourly.account    is 'Account at the vendor; the wallet has one per currency.';
comment on column ggr.hourly.currency   is 'Currency of the account; amounts of different currencies are never added.';
comment on column ggr.hourly.players is 'Number of players who bet, by ggr.bets.player_id.';
comment on column ggr.hourly.proof   is 'How far it is proved: the weakest of the windows of the hour. verified: the vendor''s own totals agree; checked: another witness does (sync.checks); unproven: nothing says so yet; differs: a witness says otherwise.';
{{figure_comments}}
