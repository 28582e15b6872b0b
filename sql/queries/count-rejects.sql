-- How much of each stream stands in quarantine.
select account, stream, count(*) as rejects
  from sync.rejects
 group by all
