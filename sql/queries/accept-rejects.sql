-- A person has seen these refusals: who, when and why stay with each until the record is mended or changes.
update sync.rejects
   set accepted_at     = cast($now as timestamp),
       accepted_by     = $by,
       accepted_reason = $reason
 where accepted_at is null
   and ($id is null or id = $id)
   and ($stream is null or stream = $stream)
   and ($account is null or account = $account)
