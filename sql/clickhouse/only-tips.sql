-- Tips in the columns of the measures, so that both can be added up: a full join would pair what need not meet.
         toInt64(0)            as bets,
         toInt64(0)            as players,
         toDecimal128(0, 4)    as stake,
         toDecimal128(0, 4)    as payout,
         toDecimal128(0, 4)    as ggr,
         toDecimal128(0, 4)    as kept_stake,
         toDecimal128(0, 4)    as kept_payout,
         toDecimal128(0, 4)    as rebate,
         sum(t.amount)         as tips
