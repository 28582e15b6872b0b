-- Entries of the wallet that a person should look at, by flag, since a day.
select flag,
       currency,
       count(*)         as entries,
       sum(amount)      as amount,
       max(received_at) as last_at
  from (
  select unnest(string_split(flags, ',')) as flag, currency, amount, received_at
    from wallet.ledger
   where flags is not null
     and received_at >= cast($from_day as timestamp))
 group by flag, currency
 order by entries desc, flag, currency
