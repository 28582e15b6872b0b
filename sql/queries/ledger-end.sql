-- The cursor of shipping: the newest entry that wallet.ledger holds.
select seq, hash
  from wallet.ledger
 where seq = (select max(seq) from wallet.ledger)
