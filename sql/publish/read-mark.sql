-- The newest change of the store, and whether it is the store that a snapshot was made of.
select cast(max(number) as varchar)                 as number,
       cast(arg_max(id, number) as varchar)         as id,
       coalesce(bool_or(number = cast($number as bigint) and id = cast($id as uuid)), false) as is_known
  from sync.touched
