"""Finding those who vote for a contestant and not for an answer: arrays in, dataclasses out."""
