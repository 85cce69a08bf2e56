"""The doors of the games: pages of matches, of what they have shown, of what can be watched."""
