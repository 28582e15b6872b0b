-- Which rounds of the wallet have an entry or a closure in some hours: those that began in them are among these.
select currency, player_id, round
  from wallet.ledger
  join (select coalesce(min(hour), timestamp 'infinity')                    as first_hour,
               coalesce(max(hour) + interval 1 hour, timestamp '-infinity') as after_hour
          from {{dirty}}
         where source = 'wallet') as bounds
    on received_at >= bounds.first_hour
   and received_at <  bounds.after_hour
 where kind in ('bet', 'win', 'cancel')
 union
select currency, player_id, round
  from wallet.closed_rounds
 where date_trunc('hour', closed_at) in (select hour from {{dirty}} where source = 'wallet')
