-- Up to where this store is here, by the cluster itself.
select number, toString(id) as id
  from {{rows}}.shipped final
 where store = {{store}}
