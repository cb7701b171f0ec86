"""A class on a server: its making, its members, its assignments."""
