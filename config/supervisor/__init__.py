"""Starts Agon's processes, keeps them alive, and ends them: python -m config.supervisor."""
