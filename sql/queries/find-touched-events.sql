-- Event times of the rows that were fetched since a run began: zone maps keep it away from the rest.
select epoch_ms(min({{event}})) as start_ms,
       epoch_ms(max({{event}})) as end_ms
  from {{table}}
 where account = $account
   and fetched_at >= cast($since as timestamp)
