-- Freshness of every stream, for status.
select * from sync.freshness order by account, stream
