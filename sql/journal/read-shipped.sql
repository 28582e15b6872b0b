-- How far the warehouse held the entries when it was last asked.
select seq
  from shipped
