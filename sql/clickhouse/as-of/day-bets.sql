-- Figures of gaming days from bets as they were believed.
select {{plain_day}} as gaming_day, b.source as source, b.account as account, b.currency as currency,
{{measures}}
  from ({{vendors}}) as b
 where b.status <> 'open'
 group by {{plain_day}}, b.source, b.account, b.currency
