"""What each kind of event stores, as values: the only place that knows the names in a payload.

`from_payload` checks types and ranges and raises ValueError, for what another device or program wrote. `stored` reads
what this log holds already and refuses no more than the fold ever did. Import the module of a kind: each
dataclass takes half a millisecond to build, and a session starts with those of a review alone.
"""
