-- A window that the vendor no longer keeps and that was never loaded: lost for good.
insert into sync.windows (account, stream, window_start, window_end, state, received, inserted, updated,
                          unchanged, quarantined, withdrawn, attempts, error, run_id)
values ($account, $stream, cast($start as timestamp), cast($end as timestamp), 'expired', 0, 0, 0, 0, 0, 0,
        0, 'past the retention of the vendor', cast($run as uuid))
