"""The doors of the deliveries."""
