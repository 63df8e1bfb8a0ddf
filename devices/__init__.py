"""The drivers, and the phone that ships with them."""
