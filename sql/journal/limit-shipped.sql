-- In the copy of a journal: the copy of the warehouse beside it was made a little before.
update shipped
   set seq = min(seq, ?)
