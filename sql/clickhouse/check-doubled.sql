-- Keys of forgotten months that the vendor has reported again of late, under a later event: the store could not know them.
select toString(count()) as offending
  from {{view}} as t
 where t.account = {{account}}
   and t.{{event}} >= toDateTime64({{starts}}, 6, 'UTC')
   and t.{{event}} <  toDateTime64({{ends}}, 6, 'UTC')
   and ({{key}}) in (
       select {{key}}
         from {{view}} as t
        where t.account = {{account}}
          and t.{{event}} >= toDateTime64({{ends}}, 6, 'UTC')
          and t.fetched_at > toDateTime64({{since}}, 6, 'UTC'))
