-- One of them, whole.
select base64(answer) as answer, characters, kept
  from sync.raw_pages
 where id = $id
