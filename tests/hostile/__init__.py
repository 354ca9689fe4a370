"""The protocol spoken wrongly, in every way that could be thought of."""
