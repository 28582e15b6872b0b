-- What a reader process may do for good: read the folders of its snapshot and its own, and nothing else.
set global errors_as_json = true;
set autoinstall_known_extensions = false;
set autoload_known_extensions = false;
set allow_community_extensions = false;
set allow_persistent_secrets = false;
set allowed_directories = {{folders}};
set enable_external_access = false;
set lock_configuration = true
