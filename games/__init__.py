"""Games of reasoning against models: exact rules, matches as numbered facts, analysis."""
