-- Distinct keys of pages that wait as lists, by their hash (a collision only costs the careful way).
select count(*) as keys
  from (select hash({{key}}) as hash
          from {{keys}}
         group by hash)
