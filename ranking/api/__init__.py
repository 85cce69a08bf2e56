"""The public API: boards, what is behind them, contestants and votes; reading only."""
