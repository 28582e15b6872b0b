-- Rows of one key on two pages that are two things, not two versions of one: neither is believed.
create or replace temp table stage_conflicts as
select {{key}} as conflicting
  from stage
 group by {{key}}, {{version}}
having count(distinct ({{identity}})) > 1;
insert into stage_rejects
select {{key_text}}, {{key_names}},
       'the answer has two records of this key, with another player or amount', 'conflict', {{row_json}},
       min(page) over (partition by {{key}})
  from stage
 where {{key}} in (select conflicting from stage_conflicts);
delete from stage
 where {{key}} in (select conflicting from stage_conflicts)
