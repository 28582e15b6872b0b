-- How many rounds were closed by hand, for the status; all the others were out of time.
select count(*)
  from closures
 where cause = 'closed-by-hand'
