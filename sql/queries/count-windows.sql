-- Windows of every stream by what is known of them, for status, /metrics and the page: empty is one that is proved and
-- in which the vendor has nothing, and that is another thing than one that was never fetched.
select account,
       stream,
       {{state}} as state,
       count(*)  as windows
  from sync.windows as windows
  left join sync.proofs as proofs using (account, stream, window_start, window_end)
 group by all
 order by all
