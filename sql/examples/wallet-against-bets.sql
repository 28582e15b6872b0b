-- Does the wallet's ledger agree with what is reported? What players lost in it is the GGR and the stakes of open rounds.
with ledger as (
  select currency,
         -sum(amount) filter (where kind in ('bet', 'win', 'cancel'))    as lost,
         coalesce(sum(amount) filter (where kind in ('deposit', 'withdraw')), 0) as transferred
    from wallet.ledger
   group by currency
), reported as (
  select currency,
         coalesce(sum(ggr), 0)                                     as ggr,
         coalesce(sum(stake) filter (where status = 'open'), 0)          as open_stake
    from ggr.bets
   where source = 'wallet'
   group by currency
), balances as (
  select currency, sum(last_balance) as credit
    from (
      select currency, player_id, argMax(balance_after, seq) as last_balance
        from wallet.ledger
       group by all)
   group by currency
)
select currency,
       transferred,
       lost,
       ggr,
       open_stake,
       lost - ggr - open_stake                                     as unexplained,
       credit,
       transferred - lost - credit                                 as missing_credit
  from ledger
  left join reported using (currency)
  left join balances using (currency)
 order by currency
