"""What several formats share: text sources, loose cards, HTML and damaged text."""
