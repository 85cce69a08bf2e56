"""The programs that the engine is compared with: their set-up, their weights, their workers."""
