-- What is GGR in the base currency, and what is not in it because a rate is missing? By gaming day; import rates with ggr fx import.
select gaming_day,
       any_value(base_currency)                                            as base_currency,
       sum(ggr)                                                            as ggr,
       count(*) filter (where rate is null)                                      as accounts_without_rate,
       list(distinct currency order by currency) filter (where rate is null)     as currencies_without_rate,
       max(gaming_day - rate_date)                                         as oldest_rate_days
  from ggr.daily_base
 group by gaming_day
 order by gaming_day
-- DuckDB's SQL. ClickHouse: list(distinct …) is arraySort(groupUniqArrayIf(currency, rate is null)) there.
