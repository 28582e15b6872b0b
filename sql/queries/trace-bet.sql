-- One bet as analysts see it; its event time, known already, keeps the query away from all other rows.
select *
  from ggr.bets
 where source   = $source
   and account  = $account
   and bet_id   = $id
   and event_at = cast($event_at as timestamp)
