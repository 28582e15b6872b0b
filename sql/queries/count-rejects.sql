-- How much of each stream stands in quarantine that nobody has accepted, and that somebody has.
select account,
       stream,
       count(*) filter (accepted_at is null)     as rejects,
       count(*) filter (accepted_at is not null) as accepted
  from sync.rejects
 group by account, stream
