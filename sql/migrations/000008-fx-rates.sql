-- Rates of exchange that someone imported; ggr.daily_base counts with them.
create table ggr.fx_rates (
  date          date            not null,
  currency      varchar         not null,
  base_currency varchar         not null,
  rate          decimal(20, 12) not null check (rate > 0),
  source        varchar         not null,
  imported_at   timestamp       not null
);
