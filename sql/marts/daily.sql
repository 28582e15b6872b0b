-- GGR by gaming day, source, account and currency: the figure the operator reports. It reads the plain bets:
-- names and jackpots, which ggr.bets joins, are no part of a sum.
create or replace view ggr.daily as
with bets as (
  select case
           when settings.report_timezone = 'UTC'
           then cast(event_at - settings.day_start as date)
           else cast(timezone(settings.report_timezone, timezone('UTC', event_at)) - settings.day_start as date)
         end                       as gaming_day,
         source,
         account,
         currency,
         count(*)                  as bets,
         count(distinct player_id) as players,
         sum(stake)                as stake,
         sum(payout)               as payout,
         sum(ggr)                  as ggr,
         sum(rebate)               as rebate
    from ({{plain}})
   cross join sync.settings
   where status <> 'open'
   group by all
), tips as (
  select gaming_day, source, account, currency, sum(amount) as tips
    from ggr.tips
   group by all
)
select gaming_day,
       source,
       account,
       currency,
       coalesce(bets, 0)                                                   as bets,
       coalesce(players, 0)                                                as players,
       coalesce(stake, cast(0 as decimal(38, 4)))                          as stake,
       coalesce(payout, cast(0 as decimal(38, 4)))                         as payout,
       coalesce(ggr, cast(0 as decimal(38, 4)))                            as ggr,
       cast(payout as double) / nullif(cast(stake as double), 0)           as rtp,
       cast(ggr as double) / nullif(cast(stake as double), 0)              as "hold",
       coalesce(tips, cast(0 as decimal(38, 4)))                           as tips,
       coalesce(rebate, cast(0 as decimal(38, 4)))                         as rebate
  from bets
  full join tips using (gaming_day, source, account, currency);

comment on view ggr.daily is 'GGR by gaming day, source, account and currency. Open bets are not in it.';
comment on column ggr.daily.gaming_day is 'Day in GGR_REPORT_TIMEZONE, beginning at GGR_DAY_START.';
comment on column ggr.daily.source     is 'Vendor (pv, wm, pop), or wallet.';
comment on column ggr.daily.account    is 'Account at the vendor.';
comment on column ggr.daily.currency   is 'Currency of the account; amounts of different currencies are never added.';
comment on column ggr.daily.bets       is 'Number of bets.';
comment on column ggr.daily.players    is 'Number of players who bet.';
comment on column ggr.daily.stake      is 'Sum of stakes.';
comment on column ggr.daily.payout     is 'Sum of payouts.';
comment on column ggr.daily.ggr        is 'stake - payout.';
comment on column ggr.daily.rtp        is 'payout / stake: a ratio, not an amount.';
comment on column ggr.daily."hold"     is 'ggr / stake: a ratio, not an amount. hold is a keyword in DuckDB: quote it, or alias it with as.';
comment on column ggr.daily.tips       is 'Tips of the players; never part of ggr.';
comment on column ggr.daily.rebate     is 'Rebates to the players; never part of ggr.';
