-- The last seq of the next stretch of wallet.ledger; null behind its end.
select max(seq) as seq
  from (select seq
          from wallet.ledger
         where seq > cast($from as bigint)
         order by seq
         limit 100000)
