-- The keys of one table that stand more than once.
select '{{name}}' as "table", t.account, {{record_key}} as record_key, count(*) as rows
  from {{table}} as t
 group by t.account, {{key}}
having count(*) > 1
