-- Of what a person names: how many refusals are open, and who accepted the others.
select count(*) filter (accepted_at is null)     as open,
       count(*) filter (accepted_at is not null) as accepted,
       arg_max(accepted_by, accepted_at)         as accepted_by,
       max(accepted_at)                          as accepted_at
  from sync.rejects
 where ($id is null or id = $id)
   and ($stream is null or stream = $stream)
   and ($account is null or account = $account)
