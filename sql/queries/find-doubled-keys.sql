-- A key is unique in the whole table, not near where it stood: keys that were new within their bounds are
-- looked up everywhere. Of the rows of one key the newest version stays, then the newest read.
create or replace temp table doubled as
select t.rowid                                           as row_id,
       row_number() over by_version = 1                  as stays,
       {{is_inserted}}                                   as is_inserted,
       max(t.revision) over (partition by {{t_key}})     as last_revision
  from {{table}} t
 where t.account = {{account}}
   and {{t_key}} in (select {{t_key}}
                       from {{table}} t
                      where {{touched}}
                        and {{is_inserted}})
window by_version as (partition by {{t_key}} order by {{t_version}}t.fetched_at desc, {{is_inserted}} desc)
qualify count(*) over (partition by {{t_key}}) > 1
