-- A closed bet whose ggr is not its stake less its payout, by what the vendor reports of it.
select source, account, bet_id, gaming_day, currency, stake, payout, ggr
  from {{bets}}
 where status <> 'open'
   and ggr is distinct from stake - payout
   and not contains(coalesce(flags, ''), 'too-large')
