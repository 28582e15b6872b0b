-- What the store says the wallet earned in a currency, to hold against the game server's own sums.
select count(*)   filter (where status <> 'open') as bets,
       count(*)   filter (where status = 'open')  as open_bets,
       sum(stake) filter (where status <> 'open') as stake,
       sum(ggr)                                   as ggr
  from ggr.bets
 where source = 'wallet'
   and currency = $currency
