-- The index of a table's keys as its newest commit left it, and whether it is the table's: as many rows as it counted,
-- by the same hash.
select index.rows + (select coalesce(sum(grown), 0)
                       from sync.key_tail
                      where relation = {{relation}})            as indexed,
       index.witness = {{witness}}                              as is_same_hash,
       (select count(*) from {{table}})                         as rows
  from (select 1) as one
  left join sync.key_index as index
    on index.relation = {{relation}}
