-- Rates that an import brings anew.
delete from ggr.fx_rates as held
 using (
       select unnest(from_json(cast($rates as json),
                     '[{"date": "DATE", "currency": "VARCHAR", "source": "VARCHAR"}]'), recursive := true)) as given
 where held.date          = given.date
   and held.currency      = given.currency
   and held.source        = given.source
   and held.base_currency = $base_currency
