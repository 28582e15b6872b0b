-- Which ggr made each row: an auditor asks for the rules of that day, not of today's. Older runs do not say.
alter table sync.runs add column version varchar;
