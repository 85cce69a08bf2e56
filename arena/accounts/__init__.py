"""Who somebody is to the arena: signing up, what is kept about them, and leaving."""
