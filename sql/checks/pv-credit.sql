-- A bet of PV that breaks the chain of credits: credit = credit_before_bet + gain_amount.
select account, event_id, user_id, end_at, credit_before_bet, gain_amount, credit
  from {{pv_bets}}
 where credit <> credit_before_bet + gain_amount
