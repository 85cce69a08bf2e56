"""The engine against its peers and against the limits of the machine."""
