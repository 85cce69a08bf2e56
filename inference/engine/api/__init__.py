"""The HTTP door of the engine: OpenAI's API, and what is asked in vLLM's words beside it."""
