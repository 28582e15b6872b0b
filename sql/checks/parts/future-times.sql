-- The rows of one table from the future: vendors' clocks are minutes ahead at most.
select '{{name}}' as "table", t.account, {{record_key}} as record_key, t.{{event}} as event_at, t.fetched_at
  from {{table}} as t
 where t.{{event}} > t.fetched_at + interval 5 minute
