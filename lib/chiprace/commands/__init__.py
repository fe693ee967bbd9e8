"""The commands, one module each: parse, call, tell; no logic of their own."""
