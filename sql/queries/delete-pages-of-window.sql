-- Answers that could not be mapped are kept until their window is loaded, or no failed window is left that they lie in.
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
