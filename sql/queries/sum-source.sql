-- What the store says a source earned, to hold against the vendor's own sums.
select count(*)   as bets,
       sum(stake) as stake,
       sum(ggr)   as ggr
  from ggr.bets
 where source = $source
   and status <> 'open'
