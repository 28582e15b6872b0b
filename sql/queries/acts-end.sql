-- The cursor of shipping acts: the newest that wallet.acts holds.
select act, hash
  from wallet.acts
 where act = (select max(act) from wallet.acts)
