"""Who is at a match, who has gone, and what follows from it."""
