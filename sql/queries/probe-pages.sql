-- Distinct keys of pages that wait as lists, by their hash (a collision only costs the careful way).
select count(distinct hash({{key}})) as keys
  from {{keys}}
