-- From what the store's tables, views and gaming days were made.
select concat_ws(' ', (select max(number) from sync.migrations),
                      (select count(*) from sync.migrations),
                      (select max(digest) from sync.marts),
                      (select max(day_rules) from sync.settings)) as key
