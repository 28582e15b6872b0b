-- Where pages wait that were read into columns: a row holds thousands of records, as lists and as joined texts.
create or replace temp table {{table}} (
  {{columns}},
  extra varchar,
  page  integer
)
