"""Who runs in the next step, and which block of the KV cache holds what; plain Python.

scheduler    what happens in each step
├── step_plan    what it decides, for the runner
├── fair_queue   turns among clients
└── block_pool   blocks of sequences, free or held
    └── prefix_tree  full blocks by the tokens that lead to them
"""
