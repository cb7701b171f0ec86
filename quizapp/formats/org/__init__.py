"""Org-mode files: the cards of org-drill and of org-fc."""
