-- What is whole here of this store, or the parts of one fill.
select f.relation as relation, f.part as part, toString(f.version) as version, toString(f.id) as id, f.shape as shape
  from {{rows}}.filled as f final
 where f.store = {{store}}
   and {{which}}
