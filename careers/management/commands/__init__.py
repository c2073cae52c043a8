"""Commands of the facts app."""
