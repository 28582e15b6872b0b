-- Credits after one, in order, and whether each row proves itself: by its checksum and the second index.
select player_id,
       currency,
       check_sum is row_sum(player_id, currency, balance)
       and exists (select 1
                     from balances as again indexed by balances_again
                    where again.player_id = balances.player_id
                      and again.currency = balances.currency) as is_proved
  from balances
 where (player_id, currency) > (?, ?)
 order by player_id, currency
 limit ?
