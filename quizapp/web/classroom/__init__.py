"""The pages of a class: many learners on one server, each with the connections of their own database role."""
