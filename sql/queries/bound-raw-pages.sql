-- The newest answers stay, up to a number and a size; a vendor that is garbled for a week must not fill the disk.
with sizes as (
  select id, kept_at, octet_length(answer) as bytes
    from sync.raw_pages
), counted as (
  select id,
         row_number() over newest_first as pages,
         sum(bytes)   over newest_first as bytes
    from sizes
  window newest_first as (order by kept_at desc, id rows unbounded preceding)
)
delete from sync.raw_pages
 where id in (select id from counted where pages > $most_pages or bytes > $most_bytes)
