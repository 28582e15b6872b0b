-- Entries and their sum per currency, to compare with the journal.
select currency,
       count(*)                           as entries,
       cast(sum(amount) * 100 as hugeint) as amount
  from wallet.ledger
 where seq <= cast($seq as bigint)
 group by currency
 order by currency
