"""What models are asked: for a move, for what they believe, for a vote on an appeal."""
