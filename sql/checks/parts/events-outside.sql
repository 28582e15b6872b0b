-- The rows of one report outside their windows.
select '{{stream}}' as stream, t.account, {{record_key}} as record_key, t.{{event}} as event_at,
       windows.window_start, windows.window_end
  from {{table}} as t
  asof join (select account, window_start, window_end from sync.windows where stream = '{{stream}}') as windows
    on windows.account       = t.account
   and windows.window_start <= t.window_start
 where t.window_start < windows.window_end
   and (t.{{event}} < windows.window_start or t.{{event}} >= windows.window_end)
