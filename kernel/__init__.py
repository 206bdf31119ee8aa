"""The ground everything stands on: refusals, Seoul dates, encrypted columns. No models, no rules."""
