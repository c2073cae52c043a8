"""Mail, beside its peers: queueing, draining, and what a `kill -9` leaves behind."""
