-- Several accounts per vendor: what one reported unit is worth, in currency units; 1 for those known so far.
alter table sync.accounts add column scale decimal(18, 4) default 1;
