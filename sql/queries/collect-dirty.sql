-- Everything that is dirty by now is listed; what comes later is newer than this.
insert into sync.unkept_hours
from sync.dirty_hours
except
from sync.unkept_hours;
update sync.kept
   set is_made        = true,
       touched        = (select max(number) from sync.touched),
       wallet_seq     = (select coalesce(max(seq), 0) from wallet.ledger),
       wallet_closure = (select coalesce(max(closure), 0) from wallet.closed_rounds),
       rows           = {{rows}}
