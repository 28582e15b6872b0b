-- Credits that an older ggr wrote get their checksum.
update balances
   set check_sum = row_sum(player_id, currency, balance)
 where check_sum is null
