-- What was told apart by the words of a message gets a column: whether refused records explain a difference, and why a
-- record was refused that is not at fault itself.
alter table sync.windows add column explained varchar;
update sync.windows
   set explained = case when contains(error, 'refused records explain it to the last digit') then 'exactly'
                        when contains(error, 'refused records explain')                      then 'possibly' end
 where state = 'mismatch';
alter table sync.rejects add column kind varchar;
update sync.rejects
   set kind = if(reason = 'the answer has two records of this key, with another player or amount', 'conflict', 'record');
