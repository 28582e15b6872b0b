-- What a transaction sees is fixed by its first look at the store.
begin transaction;
select max(number) from sync.touched
