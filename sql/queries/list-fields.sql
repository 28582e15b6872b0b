-- The fields that records of a stream had so far, with their types and how often.
select field,
       types,
       records,
       present,
       lacking,
       longest,
       epoch_ms(last_seen)     as last_seen_ms,
       accepted_at is not null as is_excused
  from sync.fields
 where account = $account
   and stream  = $stream
