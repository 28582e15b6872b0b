-- Bets of an account by event time, to hold against another report of the vendor.
select bet_id, round_id, cast(stake as varchar) as stake, cast(payout as varchar) as payout, cast(ggr as varchar) as ggr
  from ggr.bets
 where source = $source
   and account = $account
   and event_at >= cast($start as timestamp)
   and event_at <  cast($end as timestamp)
