-- How many rows each hour of a table's clock has.
select epoch_ms(date_trunc('hour', {{clock}})) as hour_ms, count(*) as rows
  from {{table}}
 group by all
 order by all
