"""The pages that mix facts, decisions and deliveries. They call selectors and services, hold no rules."""
