-- What whoever reads a store may do: read it, and touch no other file, network or setting.
set enable_external_access = false;
set lock_configuration = true
