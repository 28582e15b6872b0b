-- How wide each row of a run is, in bytes: a run that holds too much at once is cut where it is full.
select rowid                        as row,
       cast({{width}} as bigint)    as width
  from {{spool}}
 where rowid >= {{from}}
   and rowid < {{to}}
 order by rowid
