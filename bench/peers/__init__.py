"""The programs that Agon is compared with: their set-up, their weights, their workers."""
