-- What rates there are: a row per currency and source, with its newest rate.
select currency,
       base_currency,
       source,
       count(*)            as rates,
       min(date)           as first_date,
       max(date)           as last_date,
       arg_max(rate, date) as newest_rate,
       max(imported_at)    as imported_at
  from ggr.fx_rates
 group by all
 order by currency, base_currency, source
