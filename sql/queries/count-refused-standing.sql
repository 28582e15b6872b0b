-- Refused records of an interval whose key stands in it: an earlier state of theirs is held, so they are not missing.
select count(*)                                as standing,
       count(*) filter (accepted_at is null)   as open_standing
  from sync.rejects
 where account = $account
   and stream  = $stream
   and window_start >= cast($start as timestamp)
   and window_end   <= cast($end as timestamp)
   and record_key in (select {{key_text}}
                        from {{table}}
                       where account = $account
                         and window_start >= cast($start as timestamp)
                         and window_start <  cast($end as timestamp))
