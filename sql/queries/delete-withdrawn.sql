-- Takes the withdrawn rows out of the facts; sync.revisions has them.
delete from {{table}} t
 where {{target}}
   and {{gone}}
