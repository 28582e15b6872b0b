-- What keeps a month here: windows of one report that are not whole, proven and final between two instants, refusals that
-- nobody accepted, and answers that could not be mapped.
select coalesce(sum(epoch_us(least(windows.window_end, timestamp {{ends}})) - epoch_us(greatest(windows.window_start, timestamp {{starts}}))), 0)
         = epoch_us(timestamp {{ends}}) - epoch_us(timestamp {{starts}})       as is_whole,
       (select count(*)
          from sync.rejects
         where account = {{account}}
           and stream  = {{stream}}
           and accepted_at is null
           and (window_start is null or (window_start < timestamp {{ends}} and window_end > timestamp {{starts}}))) as refused,
       (select count(*)
          from sync.raw_pages
         where account = {{account}}
           and stream  = {{stream}}
           and (window_start is null or (window_start < timestamp {{ends}} and window_end > timestamp {{starts}}))) as pages
  from sync.windows as windows
  left join sync.proofs as proofs
    on proofs.account      = windows.account
   and proofs.stream       = windows.stream
   and proofs.window_start = windows.window_start
   and proofs.window_end   = windows.window_end
   and proofs.is_window
 where windows.account = {{account}}
   and windows.stream  = {{stream}}
   and windows.window_start < timestamp {{ends}}
   and windows.window_end   > timestamp {{starts}}
   and windows.state in ('loaded', 'verified')
   and windows.closed_at is not null
   and windows.truncated is null
   and (proofs.proof in ('verified', 'checked') or not {{is_proven}})
