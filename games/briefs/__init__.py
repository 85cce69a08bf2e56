"""What models are told of their task, in interchangeable wordings. Pure."""
