"""The Phoenix channel protocol, as the official client defines it."""
