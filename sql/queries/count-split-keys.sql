-- Records that stand on two pages, refused ones too: the list moved while it was read, so another record
-- may be missing.
select count(*) as split
  from (select 1
          from (select {{key_text}} as record_key, page from stage
                union all
                select record_key, page from stage_rejects where record_key is not null)
         group by record_key
        having min(page) <> max(page))
