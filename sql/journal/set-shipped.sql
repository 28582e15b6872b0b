-- Notes how far the warehouse holds the entries.
update shipped
   set seq = ?
