-- What the store says a source earned before an instant, to hold against the vendor's own sums.
select count(*)   as bets,
       sum(stake) as stake,
       sum(ggr)   as ggr
  from ggr.bets
 where source = $source
   and status <> 'open'
   and event_at < cast($until as timestamp)
