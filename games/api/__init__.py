"""The games in the public API: what is played, the boards, matches and what models believed."""
