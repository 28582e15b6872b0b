-- A spin of POP before which the player's balance is not what the spin before left: a transfer lies between, or one is missing.
-- Warning: evidence to look at. Of the newest week, in the order of the vendor's ids.
with chained as (
  select account, id, user_id, insert_time, win_lose, balance,
         lag(balance) over (partition by account, user_id order by insert_time, id) as left_before
    from pop.bets
   where insert_time >= (select max(insert_time) from pop.bets) - interval 7 day
)
select account, id, user_id, insert_time, left_before, win_lose, balance
  from chained
 where left_before is distinct from balance - win_lose
   and left_before is not null
   and balance is not null
