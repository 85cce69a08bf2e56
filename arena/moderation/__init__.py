"""The moderation console: queues, evidence, consequences, decisions. Staff only."""
