-- Refused records that stand in the quarantine as they are: a walk that begins again before its end meets
-- them with every sync, and they are news only once.
delete from stage_rejects s
 where exists (
       select 1
         from sync.rejects r
        where r.account = $account
          and r.stream  = $stream
          and r.record_key is not distinct from s.record_key
          and r.field   = s.field
          and r.reason  = s.reason
          and r.raw     = s.raw)
