-- The newest number of a table that only grows, and the row that a snapshot ended with.
select coalesce(max({{clock}}), 0)                        as ended,
       max(hash) filter ({{clock}} = {{known}})           as known_digest,
       arg_max(hash, {{clock}})                           as digest
  from {{table}}
