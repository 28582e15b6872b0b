-- The newest entry that was looked at for rounds that wait.
select seq
  from swept
