-- ggr.daily in GGR_BASE_CURRENCY. Amounts and rates are multiplied as whole numbers of ten-thousandths and of 1e-12, in
-- two halves of the amount: decimals of 38 digits hold no product. It rounds half away from zero, and no amount passes
-- through a double. What does not fit decimal(38, 4) is null, so that one day takes nothing away from the others.
create or replace macro ggr.whole_digits(number) as
  cast(replace(cast(number as varchar), '.', '') as hugeint);

create or replace macro ggr.whole_product(amount, rate) as
  amount // 1000000000000 * rate
    + sign(amount) * ((abs(amount % 1000000000000) * rate + 500000000000) // 1000000000000);

create or replace macro ggr.in_base(amount, rate) as
  try(cast(cast(ggr.whole_product(ggr.whole_digits(amount), ggr.whole_digits(rate)) as decimal(38, 0)) * 0.0001 as decimal(38, 4)));

comment on macro ggr.whole_digits  is 'A decimal without its point: ten-thousandths of an amount.';
comment on macro ggr.whole_product is 'Ten-thousandths times a rate in 1e-12, rounded half away from zero.';
comment on macro ggr.in_base       is 'An amount times a rate, exact and rounded once, half away from zero; null where it does not fit decimal(38, 4).';

create or replace view ggr.daily_base as
with rates as (
  select currency,
         fx_rates.base_currency,
         date,
         last(rate order by imported_at, source desc) as rate
    from ggr.fx_rates
    join sync.settings
      on settings.base_currency = fx_rates.base_currency
   group by all
), rated as (
  select daily.*,
         settings.base_currency,
         daily.currency = settings.base_currency   as is_base,
         rates.date >= gaming_day - 7              as is_fresh,
         rates.date                                as newest_date,
         rates.rate                                as newest_rate
    from ggr.daily as daily
   cross join sync.settings
    asof left join rates
      on rates.currency = daily.currency
     and rates.date    <= daily.gaming_day
), chosen as (
  select *,
         case when is_base then gaming_day when is_fresh then newest_date end                        as rate_date,
         case when is_base then cast(1 as decimal(20, 12)) when is_fresh then newest_rate end        as rate
    from rated
)
select gaming_day,
       source,
       account,
       currency,
       base_currency,
       rate,
       rate_date,
       bets,
       players,
       ggr.in_base(stake, rate)   as stake,
       ggr.in_base(payout, rate)  as payout,
       ggr.in_base(ggr, rate)     as ggr,
       rtp,
       "hold",
       ggr.in_base(tips, rate)    as tips,
       ggr.in_base(rebate, rate)  as rebate
  from chosen;

comment on table ggr.fx_rates is 'Rates of exchange, imported with ggr fx import: one per date, currency, base currency and source.';
comment on column ggr.fx_rates.date          is 'Day from which on the rate is used.';
comment on column ggr.fx_rates.currency      is 'Currency that it is for.';
comment on column ggr.fx_rates.base_currency is 'GGR_BASE_CURRENCY when it was imported.';
comment on column ggr.fx_rates.rate          is 'Units of the base currency that one unit of the currency is worth.';
comment on column ggr.fx_rates.source        is 'Who says so, as the imported file names it.';
comment on column ggr.fx_rates.imported_at   is 'When it was imported, UTC.';

comment on view ggr.daily_base is 'ggr.daily in GGR_BASE_CURRENCY, by the newest rate at or before the gaming day, at most 7 days old. Amounts are null, never a guess, where there is none.';
comment on column ggr.daily_base.gaming_day    is 'Day in GGR_REPORT_TIMEZONE, beginning at GGR_DAY_START.';
comment on column ggr.daily_base.source        is 'Vendor ({{vendors}}), or wallet.';
comment on column ggr.daily_base.account       is 'Account at the vendor; the wallet has one per currency.';
comment on column ggr.daily_base.currency      is 'Currency of the account.';
comment on column ggr.daily_base.base_currency is 'GGR_BASE_CURRENCY; null where it is not set.';
comment on column ggr.daily_base.rate          is 'Units of the base currency for one of the currency; 1 for the base currency itself. Of several sources'' rates for one date the one imported last counts; of those imported together the first by name of source.';
comment on column ggr.daily_base.rate_date     is 'Date of that rate.';
comment on column ggr.daily_base.bets          is 'Number of closed bets, cancelled ones included.';
comment on column ggr.daily_base.players       is 'Number of players who bet.';
comment on column ggr.daily_base.stake         is 'Sum of stakes in the base currency, rounded once, half away from zero, to four decimals.';
comment on column ggr.daily_base.payout        is 'Sum of payouts in the base currency, rounded likewise.';
comment on column ggr.daily_base.ggr           is 'ggr of the day in the base currency, rounded likewise: it may differ from stake - payout here by 0.0001.';
comment on column ggr.daily_base.rtp           is 'As in ggr.daily: a ratio has no currency.';
comment on column ggr.daily_base."hold"        is 'As in ggr.daily. hold is a keyword in DuckDB: quote it, or alias it with as.';
comment on column ggr.daily_base.tips          is 'Tips in the base currency; never part of ggr.';
comment on column ggr.daily_base.rebate        is 'Rebates in the base currency; never part of ggr.';
