"""The format in which the trusted process and a worker exchange values."""
