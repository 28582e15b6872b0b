-- How many keys stood elsewhere in the table: those whose row there was replaced, and those it outlived.
select count(*) filter (is_inserted and stays)           as replaced,
       count(*) filter (is_inserted and not stays)       as outlived
  from doubled
