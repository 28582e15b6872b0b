-- Every hour of the rounds to which new entries and closures belong: they began, or begin now, in one of them.
with rounds as materialized (
  select t.currency, t.player_id, t.round
    from wallet.ledger as t
   where t.kind in ('bet', 'win', 'cancel')
     and ({{entries}})
   union
  select t.currency, t.player_id, t.round
    from wallet.closed_rounds as t
   where {{closures}}
)
select distinct 'wallet' as account, epoch_ms(date_trunc('hour', received_at)) as hour
  from wallet.ledger
 where kind in ('bet', 'win', 'cancel')
   and (currency, player_id, round) in (from rounds)
 union
select distinct 'wallet', epoch_ms(date_trunc('hour', closed_at))
  from wallet.closed_rounds
 where (currency, player_id, round) in (from rounds)
