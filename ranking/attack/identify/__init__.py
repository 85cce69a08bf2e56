"""Who wrote an answer: what a blind comparison hides, and how well it is hidden."""
