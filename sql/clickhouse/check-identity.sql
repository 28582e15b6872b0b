-- Closed bets of forgotten months whose ggr is not their stake less their payout: as sql/checks/ggr-identity.sql.
select toString(count()) as offending
  from ggr.bets as b
 where b.account = {{account}}
   and b.source = {{source}}
   and b.event_at >= toDateTime64({{starts}}, 6, 'UTC')
   and b.event_at <  toDateTime64({{ends}}, 6, 'UTC')
   and b.status <> 'open'
   and ifNull(b.ggr <> b.stake - b.payout, true)
   and position(ifNull(b.flags, ''), 'too-large') = 0
