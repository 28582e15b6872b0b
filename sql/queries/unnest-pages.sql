-- Pages that waited as lists become rows of the stage, in their order: where something is stored near, or is odd.
insert into stage ({{names}}, extra, page)
select {{values}}, page
  from {{table}};
drop table {{table}}
