-- Up to where a read is known to reach by the vendor's clock: what ended since is read once more.
alter table sync.windows add column reach timestamp;
