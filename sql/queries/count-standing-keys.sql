-- Rows of whatever time that have a key which was just inserted: as many as were inserted, if all are new.
select count(*) as standing
  from {{table}} t
 where t.account = {{account}}
   and {{t_key}} in (select {{t_key}}
                       from {{table}} t
                      where {{touched}}
                        and {{is_inserted}})
