-- A settled bet of WM whose amounts cannot be: more lost than was bet, more valid than bet, or settled before it was made.
-- Warning: the document gives no rule, so it is evidence to ask WM about. The newest week.
select account, bet_id, "user", bet_time, settime, bet, validbet, win_loss
  from wm.bets
 where bet_time >= (select max(bet_time) from wm.bets) - interval 7 day
   and (bet + win_loss < 0 or validbet > bet or settime < bet_time)
