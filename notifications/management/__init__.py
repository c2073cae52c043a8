"""Commands of the deliveries app."""
