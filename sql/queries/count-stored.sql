-- Rows that the window may replace or withdraw; none of them means a plain load.
select count(*) as stored
  from {{table}} t
 where {{target}}
