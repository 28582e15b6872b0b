-- A table of the store as its files.
create view {{table}} as
{{select}};
