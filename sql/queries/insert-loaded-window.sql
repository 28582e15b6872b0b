-- The ledger row of a loaded window; what lay inside it has gone before.
insert into sync.windows (account, stream, window_start, window_end, state, received, inserted, updated,
                          unchanged, quarantined, withdrawn, fetched_at, reach, closed_at, attempts, truncated, run_id)
values ($account, $stream, cast($start as timestamp), cast($end as timestamp), 'loaded', $received,
        $inserted, $updated, $unchanged, $quarantined, $withdrawn, cast($fetched as timestamp),
        cast($reach as timestamp), cast($closed as timestamp), $attempts, $truncated, cast($run as uuid))
;
delete from sync.raw_pages as pages
 where pages.account = $account
   and pages.stream  = $stream
   and pages.window_start < cast($end as timestamp)
   and pages.window_end   > cast($start as timestamp)
   and not exists (
       select 1
         from sync.windows as failed
        where failed.account = pages.account
          and failed.stream  = pages.stream
          and failed.state   = 'failed'
          and failed.window_start < pages.window_end
          and failed.window_end   > pages.window_start)
