"""Skills, training and its expiry, shifts, supervision."""
