-- Whether a read without a record has anything to take away: rows of its window, or refusals or kept answers of its
-- stream.
select exists (select 1
                 from {{table}}
                where account = {{account}}
                  and window_start >= {{start}}
                  and window_start <  {{end}})      as has_rows,
       exists (select 1
                 from sync.rejects
                where account = {{account}}
                  and stream  = {{stream_name}})    as has_rejects,
       exists (select 1
                 from sync.raw_pages
                where account = {{account}}
                  and stream  = {{stream_name}})    as has_pages
