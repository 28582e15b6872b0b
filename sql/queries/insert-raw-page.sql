-- One answer that could not be mapped, compressed (zstd).
insert into sync.raw_pages (id, account, stream, window_start, window_end, page, call, problem, characters, kept, answer, kept_at, run_id)
values (left(md5(concat_ws(chr(31), $account, $stream, $start, cast($page as varchar), $now, $run)), 12),
        $account, $stream, cast($start as timestamp), cast($end as timestamp), $page, $call, $problem, $characters,
        $kept, from_base64($answer), cast($now as timestamp), cast($run as uuid))
