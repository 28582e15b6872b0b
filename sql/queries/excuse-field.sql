-- A person says that the vendor may leave a field out: pages without it load again.
update sync.fields
   set accepted_at     = cast($now as timestamp),
       accepted_by     = $by,
       accepted_reason = $reason
 where stream = $stream
   and field  = $field
   and ($account is null or account = $account)
