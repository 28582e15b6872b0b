-- What stands in the cluster alone of an interval.
select toString(count())                            as all_rows,
       toString(ifNull(sum(t.{{stake}}), 0))        as all_stake,
       toString(ifNull(-sum(t.{{net}}), 0))         as all_ggr
  from {{view}} as t
 where {{where}}
   and t.{{by}} >= toDateTime64({{from}}, 6, 'UTC')
   and t.{{by}} <  toDateTime64({{until}}, 6, 'UTC')
