"""Files of known kinds that hold no cards: recognised, named, and refused with what to do instead."""
