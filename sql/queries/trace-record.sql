-- The row of one key as the vendor's own table has it.
select *
  from {{table}}
 where {{key}} = $id
   and account  = $account
   and {{event}} = cast($event_at as timestamp)
