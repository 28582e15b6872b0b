-- Whether anything of a stream stands in quarantine: most reads refuse nothing and have nothing to take away.
select count(*) as rejects
  from sync.rejects
 where account = $account
   and stream  = $stream
