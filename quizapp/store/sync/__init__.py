"""The same log on several devices."""
