-- The rates of one import. Each comes as text and is cast once: as a JSON number it would pass through a double.
insert into ggr.fx_rates (date, currency, base_currency, rate, source, imported_at)
select date,
       currency,
       $base_currency,
       cast(rate as decimal(20, 12)),
       source,
       cast($imported_at as timestamp)
  from (
       select unnest(from_json(cast($rates as json),
                     '[{"date": "DATE", "currency": "VARCHAR", "rate": "VARCHAR", "source": "VARCHAR"}]'), recursive := true))
