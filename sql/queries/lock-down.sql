-- What a reader's SQL may do: read the store, and touch no other file, network or setting.
set allowed_paths = {{reachable}};
set enable_external_access = false;
set lock_configuration = true
