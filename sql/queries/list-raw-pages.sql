-- Answers that could not be mapped, newest first; what they hold is shown on request only.
select id, account, stream, window_start, window_end, page, call, problem, characters, kept, kept_at, run_id
  from sync.raw_pages
 order by kept_at desc, account, stream, window_start, page
