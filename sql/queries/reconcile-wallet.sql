-- What the rounds of ggr.bets say of each currency against the entries that they are made of, an open round with its
-- stake alone: money that a view loses, or counts twice, shows here. From the first gaming day to the last entry.
with entries as (
  select currency,
         count(*)                                                                 as entries,
         coalesce(-sum(amount) filter (where kind in ('bet', 'cancel')), 0)        as stake,
         coalesce(-sum(amount) filter (where kind in ('bet', 'cancel', 'win')), 0) as ggr,
         min(received_at)                                                          as first_at,
         max(received_at)                                                          as last_at
    from wallet.ledger
   group by currency
), rounds as (
  select currency,
         sum(coalesce(stake, wide_stake))                                          as stake,
         sum(case when status = 'open' then coalesce(stake, wide_stake) else coalesce(ggr, wide_ggr) end) as ggr
    from ({{rounds}})
   group by currency
)
select entries.currency,
       'wallet-' || lower(entries.currency)                                        as account,
       entries.entries,
       cast(coalesce(rounds.stake, 0) as varchar)                                  as ours_stake,
       cast(coalesce(rounds.ggr, 0) as varchar)                                    as ours_ggr,
       cast(entries.stake as varchar)                                              as theirs_stake,
       cast(entries.ggr as varchar)                                                as theirs_ggr,
       epoch_ms(ggr.gaming_day_starts(ggr.gaming_day(first_at)))                   as start_ms,
       epoch_ms(last_at) + 1                                                       as last_ms
  from entries
  left join rounds using (currency)
 order by currency
