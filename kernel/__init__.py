"""The ground of everything: refusals, Seoul dates, encrypted columns. No models, no rules."""
