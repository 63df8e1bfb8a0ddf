"""The commands of the shell, one theme a module; each registers itself in `call.table`."""
