-- What statements of a daemon may do for good: read and write the store and some folders, nothing else.
set allowed_directories = {{folders}};
set enable_external_access = false;
set lock_configuration = true
