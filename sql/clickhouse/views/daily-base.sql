-- ggr.daily_base: ggr.daily in GGR_BASE_CURRENCY, as sql/marts/daily-base.sql. Products are whole numbers of 256 bits,
-- rounded once, half away from zero; what does not fit decimal(38, 4) is null.
with (amount, rate) -> if(rate is null, null,
       accurateCastOrNull(
         toDecimal256(sign(amount) * intDiv(abs(toInt256(amount * toDecimal256(10000, 0))) * toInt256(assumeNotNull(rate) * toDecimal256(1000000000000, 0))
                                            + toInt256(500000000000), toInt256(1000000000000)), 4) * toDecimal256('0.0001', 4),
         'Decimal(38, 4)')) as in_base,
rates as (
  select r.currency as currency, r.date as date,
         toNullable(arraySort(each -> (-toUnixTimestamp64Micro(each.1), each.2), groupArray((r.imported_at, r.source, r.rate)))[1].3) as rate
    from ggr.fx_rates as r
   where r.base_currency = (select any(base_currency) from sync.settings)
   group by r.currency, r.date
), rated as (
  select d.*,
         (select any(base_currency) from sync.settings) as base,
         ifNull(d.currency = base, false)               as is_base,
         rates.rate                                     as newest_rate,
         if(rates.rate is null, null, rates.date)       as newest_date
    from ggr.daily as d
    asof left join rates on rates.currency = d.currency and rates.date <= d.gaming_day
), chosen as (
  select *,
         multiIf(is_base, gaming_day, newest_date >= addDays(gaming_day, -7), newest_date, null)                                        as rate_date,
         multiIf(is_base, toDecimal128(1, 12), newest_date >= addDays(gaming_day, -7), toDecimal128(assumeNotNull(newest_rate), 12), null) as rate
    from rated
)
select c.gaming_day as gaming_day,
       c.source     as source,
       c.account    as account,
       c.currency   as currency,
       c.base       as base_currency,
       c.rate       as rate,
       c.rate_date  as rate_date,
       c.bets       as bets,
       c.players    as players,
       in_base(c.stake, c.rate)  as stake,
       in_base(c.payout, c.rate) as payout,
       in_base(c.ggr, c.rate)    as ggr,
       c.rtp        as rtp,
       c."hold"     as "hold",
       in_base(c.tips, c.rate)   as tips,
       in_base(c.rebate, c.rate) as rebate
  from chosen as c
settings join_use_nulls = 1
