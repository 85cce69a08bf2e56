"""HashAttention: which keys matter to a query, told by a few bits (arXiv 2412.14468)."""
