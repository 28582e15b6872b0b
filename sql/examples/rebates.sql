-- What is left of GGR when rebates are paid? By gaming day, where the vendor reports rebates.
select gaming_day,
       source,
       account,
       currency,
       stake,
       ggr,
       rebate,
       ggr - rebate                                                        as ggr_after_rebate,
       cast(rebate as double) / nullif(cast(stake as double), 0)           as rebate_rate
  from ggr.daily
 where rebate <> 0
 order by gaming_day, source, account
