"""Scripts that run one client each."""
