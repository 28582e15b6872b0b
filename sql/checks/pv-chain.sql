-- A second of a player of PV whose credit does not follow from the bet before: a transfer lies between, or a bet is missing.
-- Warning: evidence to look at. Bets of one second have no order, so each may follow any of them; the newest week of those that moved money.
with seconds as (
  select account,
         user_id,
         end_at,
         count(*)                as bets,
         list(credit_before_bet) as credits_before,
         list(credit)            as credits_after
    from pv.bets
   where credit <> credit_before_bet
     and end_at >= (select max(end_at) from pv.bets) - interval 7 day
   group by all
), chained as (
  select *, lag(credits_after) over (partition by account, user_id order by end_at) as left_before
    from seconds
)
select account, user_id, end_at, bets, left_before, credits_before
  from chained
 where left_before is not null
   and (not list_has_any(left_before, credits_before)
        or len(list_filter(credits_before, lambda credit: list_contains(credits_after, credit))) < bets - 1)
