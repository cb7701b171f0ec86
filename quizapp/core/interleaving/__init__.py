"""Programs that share variables, step by step: every way in which they can be scheduled, without any real thread."""
