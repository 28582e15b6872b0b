-- A window that could not be read: it stays due, and says why.
insert into sync.windows (account, stream, window_start, window_end, state, received, inserted, updated,
                          unchanged, quarantined, withdrawn, attempts, error, run_id)
values ($account, $stream, cast($start as timestamp), cast($end as timestamp), 'failed', 0, 0, 0, 0, 0, 0,
        $attempts, $error, cast($run as uuid))
